using System.Text.Json;
using CodexMcp.Core.Configuration;

namespace CodexMcp.Connectors.HttpKind.Checks;

/// <summary>Checks how a tool's list goes on.</summary>
internal static class PagingCheck
{
    public static void Check(ConfigNode tool, TemplateCheck templates, ConfigurationErrors errors)
    {
        foreach (var key in (ReadOnlySpan<string>)["continuation", "rows_argument", "default_rows"])
        {
            if (tool["items"] is null && tool["job"] is null && tool[key] is not null)
            {
                errors.Add(tool.KeyLocation(key), $"'{key}' needs 'items'.", "Say which list of the result it is about, such as items: /rows, or remove it.");
            }
        }

        if (tool["rows_argument"] is { Text: { } rows } rowsAt)
        {
            templates.Used.Add(rows);
            if (tool["input"]?["properties"]?[rows]?.String("type") != "integer")
            {
                errors.Add(rowsAt.Location, $"'rows_argument' names '{rowsAt.Shown}', which is not an integer argument.", "Add it to the input schema as type: integer.");
            }
        }

        if (tool["pagination"] is not { } pagination)
        {
            return;
        }

        if (tool["items"] is null)
        {
            errors.Add(pagination.Location, "'pagination' needs 'items'.", "Say which list of the result grows, such as items: /rows.");
        }

        string[] idle = pagination.String("kind") switch
        {
            "cursor" => ["first", "rows", "total"],
            "page" or "offset" => ["next"],
            "next_url" => ["rows", "total"],
            "link" => ["next", "rows", "total"],
            _ => [],
        };
        foreach (var key in idle)
        {
            if (pagination[key] is not null)
            {
                errors.Add(pagination.KeyLocation(key), $"pagination of kind {pagination.String("kind")} has no '{key}'.", "Remove it, or choose the kind that it belongs to.");
            }
        }

        string[] needed = pagination.String("kind") switch
        {
            "cursor" => ["next", "parameter"],
            "next_url" => ["next"],
            "page" or "offset" => ["parameter", "rows"],
            _ => [],
        };
        foreach (var key in needed)
        {
            if (pagination[key] is null)
            {
                errors.Add(pagination.Location, $"pagination of kind {pagination.String("kind")} needs '{key}'.", "Add it.");
            }
        }

        if (pagination.String("in") == "body")
        {
            if (pagination.String("kind") is "link" or "next_url")
            {
                errors.Add(pagination.KeyLocation("in"), $"pagination of kind {pagination.String("kind")} has no parameter, so it goes nowhere.", "Remove 'in'.");
            }
            else if (tool["request"]?["body"] is not { } body || (body["json"]?.Json.ValueKind != JsonValueKind.Object && body["form"] is null && body["graphql"] is null))
            {
                errors.Add(pagination.KeyLocation("in"), "The page goes into the body, but the request has no body that it fits into.", "Add body.json (an object), body.form or body.graphql, or write in: query.");
            }
        }

        if (pagination["parameter"] is { Text: { } parameter } parameterAt && parameter.StartsWith('/') && (pagination.String("in") != "body" || tool["request"]?["body"]?["form"] is not null))
        {
            errors.Add(parameterAt.Location, $"'{parameterAt.Shown}' is a place in a JSON body, and the page does not go there.", "Write the parameter's name, or in: body for a JSON or GraphQL body.");
        }

        foreach (var key in (ReadOnlySpan<string>)["next", "more", "total", "rows"])
        {
            templates.At(pagination[key]);
        }
    }
}
