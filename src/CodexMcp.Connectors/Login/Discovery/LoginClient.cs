using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.HttpKind;

namespace CodexMcp.Connectors.Login.Discovery;

/// <summary>What a manifest says of the client that the host is.</summary>
/// <param name="Id">The id that an authorization server gave to an operator, or null.</param>
/// <param name="Secret">Its secret, or null.</param>
/// <param name="Proof">How it proves itself, or null for what the server takes.</param>
/// <param name="Document">The address of a document about the client (client id metadata document), or null.</param>
internal sealed record OwnClient(string? Id, string? Secret, string? Proof, string? Document)
{
    /// <inheritdoc/>
    public override string ToString() => "OwnClient { }";
}

/// <summary>Who the host is at an authorization server. What one server gave is never shown to another.</summary>
/// <param name="Id">The client's id.</param>
/// <param name="Secret">Its secret, or null.</param>
/// <param name="Proof">How it proves itself.</param>
/// <param name="IsRegistered">Whether the host registered itself: then its id and secret are kept with the login.</param>
internal sealed record LoginClient(string Id, string? Secret, string Proof, bool IsRegistered)
{
    private const int Longest = 2_000;

    /// <inheritdoc/>
    public override string ToString() => $"LoginClient {{ Proof = {Proof} }}";

    /// <summary>Chooses: the client that the manifest names, else the address of a document about the host, else a registration of this login's own.</summary>
    /// <param name="own">What the manifest says of the client.</param>
    /// <param name="server">The server.</param>
    /// <param name="redirect">Where the person comes back to.</param>
    /// <param name="reader">The way to the server.</param>
    /// <param name="cancellationToken">The usual.</param>
    /// <exception cref="ConnectorException">The server takes none of them.</exception>
    public static async Task<LoginClient> ChooseAsync(OwnClient own, ServerMetadata server, Uri redirect, MetadataReader reader, CancellationToken cancellationToken)
    {
        if (own.Id is { } id)
        {
            return new(id, own.Secret, own.Secret is null ? ClientProof.None : own.Proof ?? ClientProof.Choose(server.ClientProofs, hasSecret: true) ?? ClientProof.Form, false);
        }

        if (own.Document is { } document && server.TakesDocuments)
        {
            return new(document, null, ClientProof.None, false);
        }

        return server.RegistrationUrl is { } place
            ? await RegisterAsync(reader.Address(place, "the place where clients register"), server, redirect, reader, cancellationToken).ConfigureAwait(false)
            : throw reader.Wrong(
                "takes only clients that it knows", "Register a client there by hand (redirect address http://127.0.0.1/callback), and name it as auth.client_id in the connector's connector.yaml.");
    }

    private static async Task<LoginClient> RegisterAsync(Uri place, ServerMetadata server, Uri redirect, MetadataReader reader, CancellationToken cancellationToken)
    {
        var proof = ClientProof.Choose(server.ClientProofs, hasSecret: false) ?? throw reader.Wrong(
            "wants proofs of a client that the host does not know (token_endpoint_auth_methods_supported)", "Name authorize_url, token_url and client_id under auth, if another way is open there.");
        var request = Json.Bytes((redirect, proof), static (writer, state) =>
        {
            writer.WriteStartObject();
            writer.WriteString("client_name"u8, "codex-mcp"u8);
            writer.WriteString("application_type"u8, "native"u8);
            List(writer, "redirect_uris", state.redirect.AbsoluteUri);
            List(writer, "grant_types", "authorization_code", "refresh_token");
            List(writer, "response_types", "code");
            writer.WriteString("token_endpoint_auth_method"u8, state.proof);
            writer.WriteEndObject();
        });
        if (await reader.PostAsync(place, request, cancellationToken).ConfigureAwait(false) is not { } answer || Text(answer, "client_id") is not { } id)
        {
            throw reader.Wrong("does not let the host register itself", "Register a client there by hand (redirect address http://127.0.0.1/callback), and name it as auth.client_id in the connector's connector.yaml.");
        }

        var given = Text(answer, "token_endpoint_auth_method") ?? proof;
        var secret = given == ClientProof.None ? null : Text(answer, "client_secret");
        return given is ClientProof.None or ClientProof.Header or ClientProof.Form && (given == ClientProof.None || secret is not null)
            ? new(id, secret, given, true)
            : throw reader.Wrong("registers the host and gives it no proof that it knows", "Register a client there by hand, and name it as auth.client_id in the connector's connector.yaml.");
    }

    private static void List(Utf8JsonWriter writer, string name, params ReadOnlySpan<string> values)
    {
        writer.WriteStartArray(name);
        foreach (var value in values)
        {
            writer.WriteStringValue(value);
        }

        writer.WriteEndArray();
    }

    private static string? Text(JsonElement answer, string name) =>
        Json.String(answer, name) is { Length: > 0 and <= Longest } text && text.All(static c => c is >= ' ' and <= '~') ? text : null;
}
