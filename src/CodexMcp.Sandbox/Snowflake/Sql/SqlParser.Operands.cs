namespace CodexMcp.Sandbox.Snowflake;

/// <content>Sums, products, signs, casts and paths.</content>
internal sealed partial class SqlParser
{
    private SqlNode Sum()
    {
        var left = Product();
        for (var chain = 0; IsAny("+", "-", "||"); chain++)
        {
            var token = _tokens[_at++];
            left = chain <= MaxChain
                ? new BinaryNode(new SqlPlace(token.Line, token.Position), token.Value, left, Product())
                : throw SnowflakeException.TooComplex();
        }

        return left;
    }

    private SqlNode Product()
    {
        var left = Unary();
        for (var chain = 0; IsAny("*", "/", "%"); chain++)
        {
            var token = _tokens[_at++];
            left = chain <= MaxChain
                ? new BinaryNode(new SqlPlace(token.Line, token.Position), token.Value, left, Unary())
                : throw SnowflakeException.TooComplex();
        }

        return left;
    }

    private SqlNode Unary()
    {
        var place = Place;
        if (IsAny("-", "+"))
        {
            using var guard = Deeper();
            var symbol = _tokens[_at++].Value;
            return new UnaryNode(place, symbol, Unary());
        }

        return Postfix();
    }

    private SqlNode Postfix()
    {
        var value = Primary();
        for (var chain = 0; chain <= MaxChain; chain++)
        {
            var place = Place;
            if (Accept("::"))
            {
                value = new CastNode(place, value, TypeName(), false);
            }
            else if (Is(":") || Is("["))
            {
                value = new PathNode(place, value, PathSteps());
            }
            else if (Accept("COLLATE"))
            {
                throw SnowflakeException.Unsupported("COLLATE");
            }
            else
            {
                return value;
            }
        }

        throw SnowflakeException.TooComplex();
    }

    private List<SqlNode> PathSteps()
    {
        var steps = new List<SqlNode>();
        while (true)
        {
            var place = Place;
            if ((steps.Count == 0 && Accept(":")) || (steps.Count > 0 && Accept(".")))
            {
                if (Current.Kind is not (TokenKind.Word or TokenKind.Quoted))
                {
                    throw Unexpected();
                }

                // Keys keep the case they are written in.
                var token = _tokens[_at++];
                steps.Add(new LiteralNode(place, LiteralKind.Text, token.Kind == TokenKind.Word ? token.Raw : token.Value));
            }
            else if (Accept("["))
            {
                steps.Add(Expression());
                Expect("]");
            }
            else
            {
                return steps;
            }
        }
    }

    private SqlTypeName TypeName()
    {
        var place = Place;
        if (Current.Kind != TokenKind.Word)
        {
            throw Unexpected();
        }

        var name = _tokens[_at++].Value;
        if (name == "DOUBLE")
        {
            Accept("PRECISION");
        }

        var arguments = new List<int>();
        if (Accept("("))
        {
            do
            {
                arguments.Add(Integer());
            }
            while (Accept(","));
            Expect(")");
        }

        return new SqlTypeName(name, arguments, place);
    }
}
