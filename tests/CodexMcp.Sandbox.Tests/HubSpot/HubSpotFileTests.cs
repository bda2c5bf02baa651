using System.Net;
using System.Text;
using CodexMcp.Sandbox.Tests.Support;

namespace CodexMcp.Sandbox.Tests.HubSpot;

/// <summary>Files and the signed links to them.</summary>
public sealed class HubSpotFileTests : HubSpotTest
{
    private static MultipartFormDataContent Form(byte[] bytes, string name = "notes.txt", string? options = """{"access":"PRIVATE"}""")
    {
        var form = new MultipartFormDataContent { { new ByteArrayContent(bytes), "file", name }, { new StringContent("/inbox"), "folderPath" } };
        if (options is not null)
        {
            form.Add(new StringContent(options), "options");
        }

        return form;
    }

    private Task<HubAnswer> UploadAsync(HttpContent content) => Hub.SendAsync(new HttpRequestMessage(HttpMethod.Post, "/files/v3/files") { Content = content });

    [Fact]
    public async Task Upload_AnyBytes_AreWhatTheLinkOpens()
    {
        byte[] bytes = [.. Enumerable.Range(0, 2000).Select(i => (byte)(i * 7)), .. "\r\n--x\r\n\r\n"u8];
        var kept = await UploadAsync(Form(bytes));
        var second = await UploadAsync(Form([1]));
        var link = await Hub.GetAsync($"/files/v3/files/{kept.Text("id")}/signed-url?expirationSeconds=60");

        Assert.Equal(HttpStatusCode.Created, kept.Status);
        Assert.Equal(("notes", "txt", "/inbox/notes.txt", $"{bytes.Length}"), (kept.Text("name"), kept.Text("extension"), kept.Text("path"), kept.Text("size")));
        Assert.Equal("notes-1", second.Text("name"));
        Assert.StartsWith($"https://{Simulator.Credentials.HubId}.fs1.hubspotusercontent-na1.net/hubfs/", link.Text("url"));
        using var anyone = new HubClient(new SimulatorHttpHandler(Simulator), new Uri("https://api.hubapi.com"), null);
        Assert.Equal(bytes, await anyone.Http.GetByteArrayAsync(link.Text("url"), TestContext.Current.CancellationToken));
        Time.Advance(TimeSpan.FromSeconds(60));
        using var late = await anyone.Http.GetAsync(link.Text("url"), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Forbidden, late.StatusCode);
        using var forged = await anyone.Http.GetAsync(link.Text("url")!.Replace("Expires=1", "Expires=2"), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Forbidden, forged.StatusCode);
        using var bare = await anyone.Http.GetAsync($"/hubfs/{Simulator.Credentials.HubId}/{kept.Text("id")}/notes.txt", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Forbidden, bare.StatusCode);
    }

    [Fact]
    public async Task SignedUrl_OnTheWire_LeadsBackToIt()
    {
        await using var server = await SandboxServer.StartAsync([Simulator], "http://127.0.0.1:0", TestContext.Current.CancellationToken);
        using var wire = new HubClient(new SocketsHttpHandler(), server.Endpoints[0].Address, Simulator.Credentials.PrivateAppToken);

        var url = (await wire.GetAsync("/files/v3/files/95001/signed-url")).Text("url")!;

        Assert.StartsWith(server.Endpoints[0].Address.ToString(), url);
        Assert.StartsWith("code,name", await wire.Http.GetStringAsync(url, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Files_AreFoundAndDeleted()
    {
        var all = await Hub.GetAsync("/files/v3/files/search?limit=2");
        var rest = await Hub.GetAsync($"/files/v3/files/search?limit=2&after={all.After}");

        Assert.Equal(["95001", "95002", "95003"], [.. all.Ids, .. rest.Ids]);
        Assert.Null(rest.After);
        Assert.Equal(["95002"], (await Hub.GetAsync("/files/v3/files/search?name=SECURITY")).Ids);
        Assert.Equal("95001", (await Hub.GetAsync("/files/v3/files/stat/sales/lumen-price-list.csv")).Json.GetProperty("file").GetProperty("id").GetString());
        Assert.Equal("DOCUMENT", (await Hub.GetAsync("/files/v3/files/95003")).Text("type"));
        Assert.Equal("/sales/offers", (await Hub.PostAsync("/files/v3/folders", """{"name":"offers","parentPath":"/sales"}""")).Text("path"));
        Assert.Equal(HttpStatusCode.NoContent, (await Hub.DeleteAsync("/files/v3/files/95003")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await Hub.GetAsync("/files/v3/files/95003")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await Hub.GetAsync("/files/v3/files/95001/signed-url?expirationSeconds=999999")).Status);
    }

    [Fact]
    public async Task Upload_BrokenForms_AreRefused()
    {
        Assert.Equal(HttpStatusCode.BadRequest, (await UploadAsync(Form([1], options: "nonsense"))).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await UploadAsync(Form([1], options: "[]"))).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await UploadAsync(Form([1], options: null))).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await UploadAsync(new MultipartFormDataContent { { new StringContent("x"), "other" } })).Status);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, (await UploadAsync(new StringContent("{}", Encoding.UTF8, "application/json"))).Status);
        foreach (var body in (string[])["", "--b", "--b--", "--b\r\n\r\n", "--b\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\nabc", string.Concat(Enumerable.Repeat("--b\r\nX: y\r\n\r\nabc\r\n", 50)) + "--b--"])
        {
            var content = new StringContent(body);
            content.Headers.ContentType = new("multipart/form-data") { Parameters = { new("boundary", "b") } };
            Assert.True((await UploadAsync(content)).Status == HttpStatusCode.BadRequest, body);
        }
    }
}
