using System.Diagnostics.CodeAnalysis;

namespace Throughline;

/// <summary>A value, or the error that stands in its place. Never both, never neither.</summary>
public readonly record struct Result<T>
{
    private readonly T? _value;
    private readonly Error? _error;

    private Result(T? value, Error? error) => (_value, _error) = (value, error);

    [MemberNotNullWhen(false, nameof(Error))]
    public bool Succeeded => _error is null;

    /// <exception cref="InvalidOperationException">There is no value; the message is the error's.</exception>
    public T Value => _error is null ? _value! : throw new InvalidOperationException(_error.Message);

    public Error? Error => _error;

    public static implicit operator Result<T>(T value) => new(value, null);

    public static implicit operator Result<T>(Error error) => new(default, error ?? throw new ArgumentNullException(nameof(error)));
}

/// <summary>The value of a use case that gives nothing back but that it was done.</summary>
public readonly record struct Done
{
    public static readonly Done Value;
}
