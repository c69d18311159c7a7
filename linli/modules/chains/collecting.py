"""Who gets the money for an article that a branch sells."""

from uuid import UUID

from linli.kernel.refusals import NOT_FOUND
from linli.modules.chains.model import Branch, Collects


def collector(branch: Branch | None, merchant_id: UUID, owner_id: UUID) -> UUID:
    """Who gets the money for articles of `owner_id`, sold in a store that `merchant_id` runs; `branch` is
    the store's place in a chain.

    Refuses: not_found (the store does not sell that merchant's articles).
    """
    if branch is None or not branch.joined:
        if owner_id == merchant_id:
            return merchant_id
    elif owner_id == branch.head_id:
        return branch.head_id if branch.collects is Collects.HEAD else merchant_id
    elif owner_id == merchant_id and branch.own_articles:
        return merchant_id
    raise NOT_FOUND()
