"""Judges with one fault each. A checker that lets one of them pass has shown nothing."""

from collections.abc import Callable, Mapping

from linli.kernel.keypairs import PublicKey
from linli.modules.vouchers import (
    Token,
    TokenError,
    TokenFault,
    TokenForm,
    is_stale,
    judge_token,
    read_token,
    require_in_time,
    verify_token,
)
from tests.forgery.world import MARKET, OTHER_MARKET, Judge, World

Keys = Mapping[int, PublicKey]


def skips_the_signature(text: str, market_id: int, keys: Keys, at: int) -> Token:
    token = read_token(text).token
    if token.market_id != market_id or token.key_id not in keys:
        raise TokenError(TokenFault.UNKNOWN_KEY)
    require_in_time(token, at)
    return token


def forgets_the_time(text: str, market_id: int, keys: Keys, at: int) -> Token:
    return verify_token(read_token(text), market_id, keys)


def lets_displays_live(text: str, market_id: int, keys: Keys, at: int) -> Token:
    token = verify_token(read_token(text), market_id, keys)
    if not token.valid_from <= at < token.valid_until:
        raise TokenError(TokenFault.EXPIRED)
    return token


def forgets_that_vouchers_end(text: str, market_id: int, keys: Keys, at: int) -> Token:
    token = verify_token(read_token(text), market_id, keys)
    if is_stale(token, at):
        raise TokenError(TokenFault.STALE)
    return token


def takes_paper_at_its_word(text: str, market_id: int, keys: Keys, at: int) -> Token:
    """A sheet of paper is not worth a look at its signature."""
    token = read_token(text).token
    if token.form is TokenForm.STATIC and token.market_id == market_id:
        require_in_time(token, at)
        return token
    return judge_token(text, market_id, keys, at)


def overlooks_what_is_behind(text: str, market_id: int, keys: Keys, at: int) -> Token:
    """It looks for a token at the beginning of what was scanned."""
    refused = TokenError(TokenFault.MALFORMED)
    for end in range(len(text), max(0, len(text) - 6), -1):
        try:
            return judge_token(text[:end], market_id, keys, at)
        except TokenError as error:
            refused = error
    raise refused


def forgives_case(text: str, market_id: int, keys: Keys, at: int) -> Token:
    return judge_token(text.upper(), market_id, keys, at)


def breaks(text: str, market_id: int, keys: Keys, at: int) -> Token:
    """It falls over what it cannot read instead of refusing it."""
    assert len(text) > len("LINLI1:")
    return judge_token(text, market_id, keys, at)


def refuses_everything(text: str, market_id: int, keys: Keys, at: int) -> Token:
    raise TokenError(TokenFault.MALFORMED)


def forgets_the_market(world: World) -> Judge:
    """It believes whatever any market has signed for itself."""

    def judge(text: str, market_id: int, keys: Keys, at: int) -> Token:
        signed = read_token(text)
        theirs = signed.token.market_id
        token = verify_token(signed, theirs, world.keys[theirs if theirs in world.keys else MARKET])
        require_in_time(token, at)
        return token

    return judge


def mixes_keys(world: World) -> Judge:
    """It keeps the keys of all markets together and tries them all."""
    every = [key for market_id in (MARKET, OTHER_MARKET) for key in world.keys[market_id].values()]

    def judge(text: str, market_id: int, keys: Keys, at: int) -> Token:
        signed = read_token(text)
        if signed.token.market_id != market_id:
            raise TokenError(TokenFault.OTHER_MARKET)
        if not any(key.verifies(signed.signature, signed.body) for key in every):
            raise TokenError(TokenFault.FORGED)
        require_in_time(signed.token, at)
        return signed.token

    return judge


def always(judge: Judge) -> Callable[[World], Judge]:
    return lambda _world: judge


PLANTED: dict[str, Callable[[World], Judge]] = {
    "the signature is not looked at": always(skips_the_signature),
    "tokens of every market are believed": forgets_the_market,
    "keys of all markets are tried": mixes_keys,
    "the time is not looked at": always(forgets_the_time),
    "displays do not age": always(lets_displays_live),
    "vouchers do not end": always(forgets_that_vouchers_end),
    "paper is taken at its word": always(takes_paper_at_its_word),
    "what stands behind a token is overlooked": always(overlooks_what_is_behind),
    "another spelling is forgiven": always(forgives_case),
    "a text that cannot be read breaks it": always(breaks),
    "everything is refused": always(refuses_everything),
}
