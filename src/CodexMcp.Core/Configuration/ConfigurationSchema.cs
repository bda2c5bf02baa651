using System.Reflection;
using System.Text.Json;

namespace CodexMcp.Core.Configuration;

/// <summary>A schema file that is embedded in an assembly from the very file that editors use, so that the two can't differ. Read when first needed.</summary>
/// <param name="assembly">The assembly that holds it.</param>
/// <param name="name">The resource's name, which is the file's.</param>
public sealed class ConfigurationSchema(Assembly assembly, string name)
{
    private readonly Lazy<JsonElement> document = new(() => Read(assembly, name));
    private JsonSchema.JsonSchema? compiled;

    /// <summary>The schema of <c>role.yaml</c>.</summary>
    public static ConfigurationSchema RoleProfile { get; } = new(typeof(ConfigurationSchema).Assembly, "role-profile.schema.json");

    /// <summary>The schema of <c>groups.yaml</c>.</summary>
    public static ConfigurationSchema Groups { get; } = new(typeof(ConfigurationSchema).Assembly, "groups.schema.json");

    /// <summary>The schema of <c>decisions.yaml</c>.</summary>
    public static ConfigurationSchema Decisions { get; } = new(typeof(ConfigurationSchema).Assembly, "decisions.schema.json");

    /// <summary>The schema itself.</summary>
    public JsonElement Document => document.Value;

    /// <summary>Notes everything in the file that does not fit.</summary>
    public void Check(YamlTree file, ConfigurationErrors errors)
    {
        // Formats and patterns are linear in this validator; the error bound is a file's, not a call's.
        compiled ??= JsonSchema.JsonSchema.Compile(Document, new JsonSchema.JsonSchemaOptions { MaxErrors = 200 });
        if (compiled.IsValid(file.Json))
        {
            return;
        }

        var misfits = new SchemaMisfits(this, file, errors);
        foreach (var error in compiled.Validate(file.Json))
        {
            misfits.Add(error);
        }
    }

    private static JsonElement Read(Assembly assembly, string name)
    {
        using var stream = assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The assembly {assembly.GetName().Name} has no resource {name}.");
        return JsonDocument.Parse(stream).RootElement;
    }
}
