using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace CodexMcp.Host.Mcp;

/// <summary>What a line of input is, judged before anything of it is kept.</summary>
internal enum LineKind
{
    /// <summary>Asks for an answer.</summary>
    Request,

    /// <summary>Tells something.</summary>
    Notification,

    /// <summary>Answers a request of ours.</summary>
    Response,

    /// <summary>Can't be used: <see cref="LineVerdict.Error"/> says why.</summary>
    Rejected,
}

/// <summary>The judgement on one line.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="ErrorCode">The JSON-RPC code when rejected.</param>
/// <param name="Error">Why it was rejected, for the client; null otherwise.</param>
/// <param name="Id">The raw JSON of the id when the line had a usable one; null otherwise.</param>
internal readonly record struct LineVerdict(LineKind Kind, int ErrorCode = 0, string? Error = null, string? Id = null);

/// <summary>
/// Screens one line in a single pass over its bytes: UTF-8, depth, duplicate names, numbers that no double can hold, and the
/// JSON-RPC envelope. What passes can be parsed by anyone and means the same to everyone who reads it.
/// </summary>
/// <param name="noun">What a client knows the input as.</param>
/// <param name="form">What a client is told to send.</param>
internal sealed class LineScreen(string noun = "line", string form = "Send one JSON object per line, encoded as UTF-8.")
{
    /// <summary>The deepest nesting that is read: what System.Text.Json allows by itself.</summary>
    private const int MaxDepth = 64;

    private const int ParseError = -32700;
    private const int InvalidRequest = -32600;

    private readonly NameSet names = new();

    /// <summary>Judges one line without its line end.</summary>
    public LineVerdict Judge(ReadOnlySpan<byte> line)
    {
        if (!Utf8.IsValid(line))
        {
            return new(LineKind.Rejected, ParseError, $"The {noun} is not valid UTF-8. {form}");
        }

        names.Reset();
        Envelope envelope = default;
        try
        {
            return Read(line, ref envelope);
        }
        catch (JsonException exception)
        {
            // The exception's own text can quote the input; the position alone is enough to find the fault.
            return new(
                LineKind.Rejected,
                ParseError,
                $"The {noun} is not JSON, or nested deeper than {MaxDepth} levels (near byte {exception.BytePositionInLine}).",
                envelope.Id);
        }
        catch (InvalidOperationException)
        {
            return new(LineKind.Rejected, ParseError, "A string holds an escape that is not a Unicode character.", envelope.Id);
        }
    }

    private LineVerdict Read(ReadOnlySpan<byte> line, ref Envelope envelope)
    {
        var reader = new Utf8JsonReader(line, new JsonReaderOptions { MaxDepth = MaxDepth });
        reader.Read();
        if (reader.TokenType == JsonTokenType.StartArray)
        {
            return new(LineKind.Rejected, InvalidRequest, $"Batches are not supported. {form}");
        }

        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return new(LineKind.Rejected, InvalidRequest, "A message is a JSON object.");
        }

        names.Enter();
        string? fault = null;
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.StartObject:
                    names.Enter();
                    break;
                case JsonTokenType.EndObject:
                    names.Leave();
                    break;
                case JsonTokenType.PropertyName:
                    if (!names.Add(ref reader))
                    {
                        fault ??= "An object has the same name twice, which readers understand differently.";
                    }

                    if (reader.CurrentDepth == 1)
                    {
                        ReadEnvelope(ref reader, ref envelope);
                    }

                    break;
                case JsonTokenType.Number:
                    if (!IsFinite(ref reader))
                    {
                        fault ??= "A number is larger than any that can be held.";
                    }

                    break;
                case JsonTokenType.String when reader.ValueIsEscaped:
                    CheckEscapes(ref reader);
                    break;
            }
        }

        return fault is null ? envelope.Judge() : new(LineKind.Rejected, InvalidRequest, fault, envelope.Id);
    }

    /// <summary>Looks at a top-level member; the reader stands on its name and moves on only over plain values.</summary>
    private static void ReadEnvelope(ref Utf8JsonReader reader, ref Envelope envelope)
    {
        if (reader.ValueTextEquals("method"u8))
        {
            reader.Read();
            envelope.HasMethod = true;
            envelope.MethodIsText = reader.TokenType == JsonTokenType.String;
            Skip(ref reader);
        }
        else if (reader.ValueTextEquals("id"u8))
        {
            reader.Read();
            envelope.HasId = true;
            envelope.Id = reader.TokenType switch
            {
                JsonTokenType.String when reader.ValueSpan.Length <= 512 => '"' + Encoding.UTF8.GetString(reader.ValueSpan) + '"',
                JsonTokenType.Number when reader.TryGetInt64(out var number) => number.ToString(),
                _ => null,
            };
            Skip(ref reader);
        }
        else if (reader.ValueTextEquals("jsonrpc"u8))
        {
            reader.Read();
            envelope.IsVersion2 = reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("2.0"u8);
            Skip(ref reader);
        }
        else if (reader.ValueTextEquals("result"u8) || reader.ValueTextEquals("error"u8))
        {
            envelope.HasAnswer = true;
        }
    }

    /// <summary>A member that should be plain but is not: its names were never meant to be looked at.</summary>
    private static void Skip(ref Utf8JsonReader reader)
    {
        if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
        {
            reader.Skip();
        }
        else if (reader.TokenType == JsonTokenType.String && reader.ValueIsEscaped)
        {
            CheckEscapes(ref reader);
        }
    }

    private static void CheckEscapes(ref Utf8JsonReader reader)
    {
        // Only \u can name a lone surrogate; everything else was checked by the reader.
        if (reader.ValueSpan.IndexOf("\\u"u8) >= 0)
        {
            _ = reader.GetString();
        }
    }

    private static bool IsFinite(ref Utf8JsonReader reader) =>
        (reader.ValueSpan.Length < 300 && reader.ValueSpan.IndexOfAny("eE"u8) < 0)
        || (reader.TryGetDouble(out var number) && double.IsFinite(number));

    private struct Envelope
    {
        public bool HasMethod;
        public bool MethodIsText;
        public bool HasId;
        public bool HasAnswer;
        public bool IsVersion2;
        public string? Id;

        public readonly LineVerdict Judge()
        {
            var fault =
                !IsVersion2 ? "The member \"jsonrpc\" must be \"2.0\"."
                : HasMethod && !MethodIsText ? "The member \"method\" must be a string."
                : HasId && Id is null ? "The member \"id\" must be a string of at most 512 bytes or a whole number."
                : !HasMethod && !HasAnswer ? "The message is neither a request nor an answer: it has no \"method\"."
                : HasMethod && HasAnswer ? "The message is both a request and an answer."
                : !HasMethod && !HasId ? "An answer needs the \"id\" of its request."
                : null;
            return fault is not null ? new(LineKind.Rejected, InvalidRequest, fault, Id)
                : !HasMethod ? new(LineKind.Response)
                : new(HasId ? LineKind.Request : LineKind.Notification, Id: Id);
        }
    }
}
