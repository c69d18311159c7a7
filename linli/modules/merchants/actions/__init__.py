"""The verbs of merchants."""

from linli.modules.merchants.actions.apply import (
    answer_question,
    apply_for_listing,
    apply_for_renewal,
    apply_for_store,
    save_application,
    save_license_file,
    save_proof_file,
)
from linli.modules.merchants.actions.branches import close_store, open_branch
from linli.modules.merchants.actions.invitations import accept_invitation, invite, withdraw_invitation
from linli.modules.merchants.actions.listing import (
    close_listings,
    import_listings,
    list_store,
    reopen_listings,
    update_listings,
)
from linli.modules.merchants.actions.photos import add_photo, arrange_photos, drop_photo
from linli.modules.merchants.actions.profile import change_hours, change_profile
from linli.modules.merchants.actions.record import record_verification
from linli.modules.merchants.actions.review import (
    approve_application,
    question_applicant,
    refuse_application,
    tick_check,
)
from linli.modules.merchants.actions.staff import add_staff, change_role, remove_staff
from linli.modules.merchants.actions.submit import submit_application
from linli.modules.merchants.actions.verify import (
    add_merchant,
    reinstate_merchant,
    suspend_merchant,
    verify_merchant,
)

__all__ = [
    "accept_invitation",
    "add_merchant",
    "add_photo",
    "add_staff",
    "answer_question",
    "apply_for_listing",
    "apply_for_renewal",
    "apply_for_store",
    "approve_application",
    "arrange_photos",
    "change_hours",
    "change_profile",
    "change_role",
    "close_listings",
    "close_store",
    "drop_photo",
    "import_listings",
    "invite",
    "list_store",
    "open_branch",
    "question_applicant",
    "record_verification",
    "refuse_application",
    "reinstate_merchant",
    "remove_staff",
    "reopen_listings",
    "save_application",
    "save_license_file",
    "save_proof_file",
    "submit_application",
    "suspend_merchant",
    "tick_check",
    "update_listings",
    "verify_merchant",
    "withdraw_invitation",
]
