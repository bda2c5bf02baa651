using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;

namespace CodexMcp.Connectors.HttpKind.Templates;

/// <summary>One step that a value goes through, from a closed set: <c>name</c> or <c>name:parameter</c>. A value that a step can't read has no result.</summary>
internal sealed class Filter
{
    private static readonly FrozenDictionary<string, (bool NeedsParameter, Func<JsonElement, string, JsonElement?> Apply)> Known =
        new Dictionary<string, (bool, Func<JsonElement, string, JsonElement?>)>
        {
            ["default"] = (true, static (value, _) => value),
            ["then"] = (true, static (_, parameter) => Json.Text(parameter)),
            ["segments"] = (false, static (value, _) => value),
            ["digits"] = (true, TextFilters.Digits),
            ["remove"] = (true, TextFilters.Remove),
            ["join"] = (true, TextFilters.Join),
            ["split"] = (true, TextFilters.Split),
            ["before"] = (true, TextFilters.Before),
            ["quote"] = (false, TextFilters.Quote),
            ["prefix"] = (true, TextFilters.Prefix),
            ["optional"] = (false, static (value, _) => value),
            ["part"] = (true, TextFilters.Part),
            ["lower"] = (false, TextFilters.Lower),
            ["upper"] = (false, TextFilters.Upper),
            ["text"] = (false, TextFilters.Text),
            ["truncate"] = (true, TextFilters.Truncate),
            ["chunks"] = (true, TextFilters.Chunks),
            ["lines"] = (false, TextFilters.Lines),
            ["escape_html"] = (false, TextFilters.EscapeHtml),
            ["escape_xml"] = (false, TextFilters.EscapeXml),
            ["json"] = (false, TextFilters.AsJson),
            ["base64"] = (false, TextFilters.ToBase64),
            ["base64_text"] = (false, TextFilters.FromBase64),
            ["html_text"] = (false, DocumentFilters.HtmlText),
            ["adf"] = (false, DocumentFilters.ToAdf),
            ["adf_text"] = (false, DocumentFilters.FromAdf),
            ["number"] = (false, NumberFilters.Number),
            ["divide"] = (true, NumberFilters.Divide),
            ["multiply"] = (true, NumberFilters.Multiply),
            ["epoch"] = (false, NumberFilters.ToEpoch),
            ["epoch_iso"] = (false, NumberFilters.FromEpoch),
            ["epoch_ms_iso"] = (false, NumberFilters.FromEpochMilliseconds),
            ["columns"] = (false, TableFilters.Columns),
            ["values"] = (false, TableFilters.Values),
            ["flatten"] = (true, TableFilters.Flatten),
            ["count"] = (false, TableFilters.Count),
            ["entries"] = (false, TreeFilters.Entries),
            ["walk"] = (true, TreeFilters.Walk),
            ["hex_color"] = (false, TreeFilters.HexColor),
        }.ToFrozenDictionary(StringComparer.Ordinal);

    private readonly Func<JsonElement, string, JsonElement?> apply;
    private readonly string parameter;

    private Filter(string name, string parameter, Func<JsonElement, string, JsonElement?> apply)
    {
        Name = name;
        this.parameter = parameter;
        this.apply = apply;
    }

    /// <summary>All names.</summary>
    public static IReadOnlyCollection<string> Names => Known.Keys;

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>Reads a step; null with the reason.</summary>
    public static Filter? TryParse(string text, out string problem)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var name = colon < 0 ? text : text[..colon];
        var parameter = colon < 0 ? "" : text[(colon + 1)..];
        problem = "";
        if (!Known.TryGetValue(name, out var known))
        {
            problem = $"'{name}' is not a step. {Core.Configuration.NameSuggestion.For(name, Known.Keys, "Steps", "")}";
            return null;
        }

        if (known.NeedsParameter != parameter.Length > 0)
        {
            problem = known.NeedsParameter ? $"The step '{name}' needs a parameter: {name}:…" : $"The step '{name}' takes no parameter.";
            return null;
        }

        if (name is "digits" or "truncate" or "part" or "chunks" && !(int.TryParse(parameter, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count <= (name == "digits" ? 100 : 1_000_000))
            || (name is "divide" or "multiply" && !(decimal.TryParse(parameter, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number != 0)))
        {
            problem = $"The step '{name}' takes a number, not '{parameter}'.";
            return null;
        }

        return new(name, parameter, known.Apply);
    }

    /// <summary>Gives what comes out, or null for nothing.</summary>
    public JsonElement? Apply(JsonElement? value)
    {
        if (value is { } there)
        {
            return apply(there, parameter);
        }

        return Name switch
        {
            "default" => Default(),
            "optional" => Json.Text(""),
            _ => null,
        };
    }

    // A default that reads as a number or as true or false is one, so that "{limit|default:50}" is 50 in a JSON body too.
    private JsonElement Default()
    {
        if (parameter is "true" or "false" || decimal.TryParse(parameter, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _))
        {
            try
            {
                return JsonDocument.Parse(parameter).RootElement;
            }
            catch (JsonException)
            {
                // "007" is a text.
            }
        }

        return Json.Text(parameter);
    }
}
