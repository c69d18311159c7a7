"""Every "no" of malls."""

from linli.kernel.refusals import RefusalKind

MALL_THERE = RefusalKind("mall_there")
MALL_PATH_TAKEN = RefusalKind("mall_path_taken")
MALL_CHANGED = RefusalKind("mall_changed")
MALL_PAGES_FULL = RefusalKind("mall_pages_full")
HOST_TAKEN = RefusalKind("host_taken")
HOST_CONFIRMED = RefusalKind("host_confirmed")
