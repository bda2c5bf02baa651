using System.Collections.Frozen;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;

namespace CodexMcp.Host.Console.Assets;

/// <summary>The console's style, script and icon, embedded in the host. Their addresses hold their hash, so a browser keeps them for good.</summary>
internal static class AssetFiles
{
    private static readonly FrozenDictionary<string, string> Types = new Dictionary<string, string>
    {
        ["console.css"] = "text/css; charset=utf-8",
        ["console.js"] = "text/javascript; charset=utf-8",
        ["icon.svg"] = "image/svg+xml",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, Asset> Assets = Types.ToFrozenDictionary(file => file.Key, file => Load(file.Key), StringComparer.Ordinal);

    /// <summary>A file's address.</summary>
    public static string Url(string name) => $"/console/assets/{Assets[name].Hash}/{name}";

    /// <summary>Sends a file; false when there is none.</summary>
    public static bool TrySend(HttpContext context, string hash, string name)
    {
        if (!Assets.TryGetValue(name, out var asset) || hash != asset.Hash)
        {
            return false;
        }

        var response = context.Response;
        response.ContentType = Types[name];
        response.Headers.CacheControl = "public, max-age=31536000, immutable";
        response.ContentLength = asset.Bytes.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            System.Buffers.BuffersExtensions.Write(response.BodyWriter, asset.Bytes);
        }

        return true;
    }

    private static Asset Load(string name)
    {
        using var stream = typeof(AssetFiles).Assembly.GetManifestResourceStream($"console/{name}") ?? throw new InvalidOperationException($"The console's {name} is not embedded.");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return new(bytes, Convert.ToHexStringLower(SHA256.HashData(bytes))[..16]);
    }

    private sealed record Asset(byte[] Bytes, string Hash);
}
