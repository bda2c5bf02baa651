using CodexMcp.Conformance;
using CodexMcp.Conformance.Client;
using CodexMcp.Host;
using CodexMcp.Host.Commands;
using CodexMcp.Host.Output;

// The suite's client side: it gives the address of a server of its own.
if (args is ["client", var address])
{
    return await ClientRun.RunAsync(address).ConfigureAwait(false);
}

// The host as it ships, with the connectors that the conformance suite's scenarios name: same commands, same pipeline, same transport.
var folder = Path.Combine(AppContext.BaseDirectory, "fixture");
var roles = Path.Combine(folder, "roles");
Environment.SetEnvironmentVariable(HostSettings.RolesVariable, roles);
Environment.SetEnvironmentVariable(HostSettings.ConnectorsVariable, Path.Combine(folder, "connectors"));
return await new CommandLine(Terminal.Process(), new() { Connectors = [new FixtureFactory("test", roles), new FixtureFactory("json", null)] })
    .RunAsync(args).ConfigureAwait(false);
