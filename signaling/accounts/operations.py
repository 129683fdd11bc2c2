"""The routes of accounts and of the audit log, as they are served and described."""

from signaling.accounts import administration, api, sign_on
from signaling.accounts.messages import (
    Account,
    AccountChange,
    AccountList,
    AuditPage,
    AuditQuery,
    Grants,
    LoginRequest,
    NewAccount,
    NewPassword,
    OwnChange,
    OwnPassword,
    SignOnAnswer,
    SignOnQuery,
    Visitor,
)
from signaling.operation import Operation
from signaling.protocol import Code

GUESSED = (Code.LOGIN_FAILED, Code.LOGIN_DELAYED, Code.BUSY)
"""What a password is refused with."""

USER = "/api/users/{name}"

OWN = (
    Operation(
        method="POST",
        path="/api/login",
        handler=api.login,
        summary="Log in; the answer brings the cookie",
        access="nobody",
        body=LoginRequest,
        reply=Visitor,
        codes=GUESSED,
    ),
    Operation(
        method="POST",
        path="/api/logout",
        handler=api.logout,
        summary="End the login, if there is one",
        access="nobody",
        status=204,
    ),
    Operation(
        method="GET",
        path="/api/me",
        handler=api.me,
        summary="Who is logged in, if anybody",
        access="nobody",
        reply=Visitor,
    ),
    Operation(
        method="PATCH",
        path="/api/me",
        handler=api.change_me,
        summary="Another language for oneself",
        body=OwnChange,
        status=204,
    ),
    Operation(
        method="PUT",
        path="/api/me/password",
        handler=api.change_password,
        summary="Another password for oneself; all other browsers are logged out",
        body=OwnPassword,
        status=204,
        codes=(*GUESSED, Code.PASSWORD_WEAK),
    ),
    Operation(
        method="GET",
        path=sign_on.PATH,
        handler=sign_on.begin_sign_on,
        summary="Send the browser to the identity provider",
        access="nobody",
        query=SignOnQuery,
        status=303,
        codes=(Code.NOT_FOUND,),
    ),
    Operation(
        method="GET",
        path=sign_on.BACK,
        handler=sign_on.end_sign_on,
        summary="Where the identity provider sends the browser back to",
        access="nobody",
        query=SignOnAnswer,
        status=303,
    ),
)
"""What everybody does about himself."""

OTHERS = (
    Operation(
        method="GET",
        path="/api/users",
        handler=administration.users,
        summary="The accounts that the asker manages",
        reply=AccountList,
    ),
    Operation(
        method="POST",
        path="/api/users",
        handler=administration.add_user,
        summary="Make an account",
        body=NewAccount,
        reply=Account,
        status=201,
        codes=(Code.ACCOUNT_EXISTS, Code.PASSWORD_WEAK, Code.UNIT_UNKNOWN, Code.BUSY),
    ),
    Operation(
        method="GET",
        path=USER,
        handler=administration.read_user,
        summary="An account",
        reply=Account,
        codes=(Code.ACCOUNT_UNKNOWN,),
    ),
    Operation(
        method="PATCH",
        path=USER,
        handler=administration.change_user,
        summary="Call, disable or enable an account",
        body=AccountChange,
        reply=Account,
        codes=(Code.ACCOUNT_UNKNOWN, Code.LAST_ADMINISTRATOR),
    ),
    Operation(
        method="PUT",
        path=f"{USER}/grants",
        handler=administration.give_roles,
        summary="These roles and no others",
        body=Grants,
        reply=Account,
        codes=(Code.ACCOUNT_UNKNOWN, Code.UNIT_UNKNOWN, Code.LAST_ADMINISTRATOR),
    ),
    Operation(
        method="PUT",
        path=f"{USER}/password",
        handler=administration.set_password,
        summary="Another password, which ends the logins of the account",
        body=NewPassword,
        status=204,
        codes=(Code.ACCOUNT_UNKNOWN, Code.PASSWORD_WEAK, Code.BUSY),
    ),
    Operation(
        method="GET",
        path="/api/audit",
        handler=administration.audit,
        summary="A page of the audit log, newest first",
        query=AuditQuery,
        reply=AuditPage,
    ),
)
"""What administrators do."""

OPERATIONS = (*OWN, *OTHERS)
