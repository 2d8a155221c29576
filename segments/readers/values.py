"""Single values as shops write them: ids, numbers, times and words, a column at a time, text or typed.

What is missing or cannot be read becomes null; `is_given` tells one from the other.
"""

from __future__ import annotations

import polars as pl

MISSING = ("", "nan", "null", "none", "n/a")
"""Texts, in any case, that stand for "nothing"."""

ID_LENGTH = 200

EARLIEST_S = 631_152_000
"""1990-01-01: an older time is a clock that was never set."""

_STAMP = r"^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})"
_ZONE = r"(?:([+-])(\d{2}):?(\d{2}))$"


def is_given(column: pl.Series) -> pl.Series:
    """Which rows have a value at all (Boolean, without nulls)."""
    if column.dtype == pl.String():
        return ~column.str.strip_chars().str.to_lowercase().is_in(MISSING).fill_null(True)
    if column.dtype.is_float():
        return column.is_not_nan().fill_null(False)
    return column.is_not_null()


def to_ids(column: pl.Series) -> pl.Series:
    """Ids as text: trimmed, otherwise as written, zeros in front and spaces within included; null if absurdly long."""
    if column.dtype.is_float():
        # pandas turns whole numbers into floats as soon as one is missing.
        whole = column.cast(pl.Int64, strict=False)
        column = whole if (whole.cast(column.dtype) == column).all() else column
    text = column.cast(pl.String).str.strip_chars()
    usable = is_given(column) & (text.str.len_chars() <= ID_LENGTH).fill_null(False)
    return pl.select(pl.when(usable).then(text)).to_series().alias(column.name)


def to_text(column: pl.Series, length: int = 5_000) -> pl.Series:
    """Words as text on one line, without markup or control characters, cut to `length`; "" when missing."""
    text = column.cast(pl.String)
    text = text.str.replace_all(r"<[^<>]{1,300}>", " ") if text.str.contains("<", literal=True).any() else text
    if text.str.contains(r"[\pC\pZ]{2}|\pC").any():
        text = text.str.replace_all(r"[\s\pZ\pC]+", " ")
    text = text.str.strip_chars().str.slice(0, length)
    return pl.select(pl.when(is_given(column)).then(text)).to_series().fill_null("").alias(column.name)


def to_numbers(column: pl.Series) -> pl.Series:
    """Numbers as Float64, never NaN or infinite.  "1,299.00", "19,99", "€ 20" and "20 EUR" are numbers, too."""
    if not column.dtype.is_numeric() and column.dtype != pl.String():
        return pl.Series(column.name, [None] * len(column), pl.Float64)
    numbers = column.cast(pl.Float64, strict=False)
    if column.dtype == pl.String():
        hard = numbers.is_null() & is_given(column)
        if hard.any():
            numbers = pl.select(pl.when(hard).then(_spelled(column)).otherwise(numbers)).to_series()
    return pl.select(pl.when(numbers.is_finite()).then(numbers)).to_series().alias(column.name)


def _spelled(text: pl.Series) -> pl.Series:
    """Numbers with a currency, with spaces, with a decimal comma or with commas between the thousands."""
    bare = text.str.replace_all(r"(?i)^(?:[\p{Sc}\s]|[a-z]{3}\b)+|(?:[\p{Sc}\s]|\b[a-z]{3})+$", "")
    bare = bare.str.replace_all(r"[\s\pZ']", "")
    german = bare.str.contains(r"^-?(?:\d+|\d{1,3}(?:\.\d{3})+),\d{1,2}$")
    english = bare.str.contains(r"^-?\d{1,3}(?:,\d{3})+(?:\.\d+)?$")
    comma = bare.str.replace_all(".", "", literal=True).str.replace(",", ".", literal=True)
    grouped = bare.str.replace_all(",", "", literal=True)
    chosen = pl.when(german).then(comma).when(english).then(grouped).otherwise(bare)
    return pl.select(chosen).to_series().cast(pl.Float64, strict=False)


def to_seconds(column: pl.Series) -> pl.Series:
    """Times as Int64 seconds since 1970 in UTC; a time without a zone is taken as UTC, a date as its midnight.

    Text as in ISO 8601 ("2024-05-31", "2024-05-31T13:45:00+02:00"), dates as "31.05.2024" or "20240531", or counts of
    seconds, milli-, micro- or nanoseconds since 1970.  "05/06/2024" is not read: it has two meanings.
    """
    if column.dtype == pl.Date() or isinstance(column.dtype, pl.Datetime):
        return column.cast(pl.Datetime("us")).dt.epoch("s").cast(pl.Int64)
    if column.dtype.is_numeric():
        return _from_count(column.cast(pl.Float64, strict=False))
    if column.dtype != pl.String():
        return pl.Series(column.name, [None] * len(column), pl.Int64)
    text = column.str.strip_chars()
    seconds = _from_stamp(text, "%Y-%m-%d")
    hard = seconds.is_null() & is_given(column)
    return pl.select(pl.when(hard).then(_from_other(text)).otherwise(seconds)).to_series() if hard.any() else seconds


def _from_stamp(text: pl.Series, date: str) -> pl.Series:
    """Seconds of text in one form of date, with or without a time of day."""
    times = pl.Series(text.name, [None] * len(text), pl.Datetime("us"))
    for form in (date, f"{date} %H:%M:%S%.f", f"{date} %H:%M"):
        if times.null_count() == 0:
            break
        if form == date:
            times = text.str.to_date(form, strict=False).cast(pl.Datetime("us"))
        else:
            times = times.fill_null(text.str.to_datetime(form, strict=False, time_unit="us"))
    return times.dt.epoch("s").cast(pl.Int64)


def _from_other(text: pl.Series) -> pl.Series:
    """Seconds of text in the rarer forms: with a zone, with a T, as a German date, as digits."""
    plain = text.str.replace(r"(?i)\s*(?:Z|UTC|GMT)$", "").str.replace(r"(?i)^(\d.{7,9})T", "${1} ")
    zone = plain.str.extract_groups(r"\d{2}:\d{2}.*" + _ZONE).struct.unnest()
    ahead = (zone["2"].cast(pl.Int64) * 3600 + zone["3"].cast(pl.Int64) * 60).fill_null(0)
    ahead = pl.select(pl.when(zone["1"] == "-").then(-ahead).otherwise(ahead)).to_series()
    is_zoned = zone["1"].is_not_null()
    bare = pl.select(pl.when(is_zoned).then(plain.str.replace(r"\s*" + _ZONE, "")).otherwise(plain)).to_series()
    bare = bare.str.replace(_STAMP, "${1}-${2}-${3}")
    seconds = _from_stamp(bare, "%Y-%m-%d") - ahead
    seconds = seconds.fill_null(_from_stamp(bare, "%d.%m.%Y") - ahead)
    is_date = bare.str.contains(r"^(?:19|20)\d{6}$")
    digits = pl.select(pl.when(~is_date).then(bare.cast(pl.Float64, strict=False))).to_series()
    dates = pl.select(pl.when(is_date).then(bare)).to_series()
    return seconds.fill_null(_from_stamp(dates, "%Y%m%d")).fill_null(_from_count(digits))


def _from_count(numbers: pl.Series) -> pl.Series:
    """Seconds of a count since 1970 whose unit shows in its size."""
    scale = (
        pl.when(numbers.abs() >= 1e17)
        .then(1e9)
        .when(numbers.abs() >= 1e14)
        .then(1e6)
        .when(numbers.abs() >= 1e11)
        .then(1e3)
        .otherwise(1.0)
    )
    return pl.select((numbers / scale).floor().cast(pl.Int64, strict=False)).to_series().alias(numbers.name)
