namespace CodexMcp.Storage.Migrations;

/// <summary>One step of the schema, in SQL that both databases take. A step that was released never changes.</summary>
/// <param name="Version">Its number: 1, 2, 3…</param>
/// <param name="Name">What it brings.</param>
/// <param name="Sql">Its statements. <c>BYTES</c> stands for the database's type of byte strings.</param>
internal sealed record Migration(int Version, string Name, IReadOnlyList<string> Sql);
