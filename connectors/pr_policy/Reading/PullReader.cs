using System.Globalization;
using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.Native;
using CodexMcp.Connectors.PrPolicy.Diff;

namespace CodexMcp.Connectors.PrPolicy.Reading;

/// <summary>Reads a pull request through the role's own GitHub tools: its scope, redaction and records hold for every line.</summary>
internal sealed class PullReader(IRoleTools tools, string repository, int number)
{
    public const string Pull = "github_get_pull";
    public const string Files = "github_list_pull_files";

    private const int FilesInPage = 100;

    /// <summary>More than GitHub lists.</summary>
    private const int MostFiles = 3_000;

    /// <summary>Gives the commit at the head and how many files GitHub counts.</summary>
    public async ValueTask<(string HeadCommit, int? FileCount)> HeadAsync(CancellationToken cancellationToken)
    {
        var pull = await CallAsync(Pull, null, cancellationToken).ConfigureAwait(false);
        return (Text(pull, "head_commit") ?? throw Bad(Pull, "no head commit"), Number(pull, "changed_files"));
    }

    /// <summary>Gives all changed files, in the order of their paths.</summary>
    /// <exception cref="ConnectorException">Not all of them can be read: a check of some would look like one of all.</exception>
    public async ValueTask<List<ChangedFile>> FilesAsync(CancellationToken cancellationToken)
    {
        var files = new List<ChangedFile>();
        string? continuation = null;
        do
        {
            var page = await CallAsync(Files, continuation ?? "", cancellationToken).ConfigureAwait(false);
            if (!page.TryGetProperty("files", out var rows) || rows.ValueKind != JsonValueKind.Array)
            {
                throw Bad(Files, "no list of files");
            }

            foreach (var row in rows.EnumerateArray())
            {
                files.Add(new(
                    Text(row, "path") ?? throw Bad(Files, "a file without a path"),
                    Text(row, "status") ?? "modified",
                    Text(row, "patch"),
                    (Number(row, "additions") ?? 0) + (Number(row, "deletions") ?? 0))
                {
                    PreviousPath = Text(row, "previous_path"),
                });
            }

            var next = Text(page, "continuation");
            if (next is null && page.TryGetProperty("truncated", out var cut) && cut.ValueKind == JsonValueKind.True)
            {
                throw Bad(Files, "a part of the files and no way to the rest");
            }

            if (files.Count > MostFiles || (next is not null && (next == continuation || rows.GetArrayLength() == 0)))
            {
                throw new ConnectorException(ConnectorFailure.Refused, $"The pull request changes more files than can be checked ({files.Count} and counting).", "Ask for it to be split.");
            }

            continuation = next;
        }
        while (continuation is not null);

        files.Sort(static (left, right) => string.CompareOrdinal(left.Path, right.Path));
        return files;
    }

    private async ValueTask<JsonElement> CallAsync(string tool, string? continuation, CancellationToken cancellationToken)
    {
        var writer = JsonResult.Begin(out var buffer);
        writer.WriteString("repository"u8, repository);
        writer.WriteNumber("number"u8, number);
        if (continuation is not null)
        {
            writer.WriteNumber("limit"u8, FilesInPage);
            if (continuation.Length > 0)
            {
                writer.WriteString("continuation"u8, continuation);
            }
        }

        return (await tools.CallAsync(tool, JsonResult.End(writer, buffer), cancellationToken).ConfigureAwait(false)).Structured;
    }

    private static string? Text(JsonElement row, string name) => row.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static int? Number(JsonElement row, string name) => row.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number : null;

    private static ConnectorException Bad(string tool, string what) => new(
        ConnectorFailure.BadAnswer, string.Create(CultureInfo.InvariantCulture, $"{tool} gave {what}."), "Call it by itself to see its answer, and tell the operator.");
}
