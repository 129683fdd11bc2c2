"""The routes of units, points, imports and join keys, as they are served and described."""

from signaling.directory import api, emblem_api, import_api, key_api
from signaling.directory.messages import (
    ImportQuery,
    ImportReport,
    KeyList,
    KeyReply,
    KeyRequest,
    KeySheet,
    KeyTokenRequest,
    NewKey,
    NewPoint,
    NewUnit,
    PointDraft,
    PointInfo,
    PointPage,
    PointQuery,
    UnitChange,
    UnitList,
)
from signaling.operation import Operation
from signaling.protocol import Code, TokenReply
from signaling.requests import CONTENT_TYPE

POINT = "/api/points/{point}"
EMBLEM = "/api/units/{unit}/emblem"

UNITS = (
    Operation(
        method="GET",
        path="/api/units",
        handler=api.units,
        summary="The units that the asker sees",
        reply=UnitList,
    ),
    Operation(
        method="POST",
        path="/api/units",
        handler=api.add_unit,
        summary="Make a unit",
        body=NewUnit,
        status=201,
        codes=(Code.UNIT_UNKNOWN, Code.CODE_TAKEN),
    ),
    Operation(
        method="PATCH",
        path="/api/units/{unit}",
        handler=api.change_unit,
        summary="Call, arrange, move or retire a unit",
        body=UnitChange,
        status=204,
        codes=(Code.UNIT_UNKNOWN, Code.UNIT_CYCLE, Code.UNIT_IN_USE),
    ),
    Operation(
        method="GET",
        path=EMBLEM,
        handler=emblem_api.unit_emblem,
        summary="The emblem of a unit itself",
        reply="image/png",
        codes=(Code.UNIT_UNKNOWN, Code.NOT_FOUND),
    ),
    Operation(
        method="PUT",
        path=EMBLEM,
        handler=emblem_api.keep_emblem,
        summary="Show a PNG, JPEG or WebP picture in the meetings of a unit and of those below it",
        body=CONTENT_TYPE,
        status=204,
        codes=(Code.UNIT_UNKNOWN, Code.EMBLEM_INVALID, Code.EMBLEM_TOO_LARGE),
    ),
    Operation(
        method="DELETE",
        path=EMBLEM,
        handler=emblem_api.remove_emblem,
        summary="Show no emblem of that unit any more",
        status=204,
        codes=(Code.UNIT_UNKNOWN,),
    ),
    Operation(
        method="POST",
        path="/api/units/import",
        handler=import_api.import_units,
        summary="Import a CSV or XLSX file of units; every row that is refused is named",
        query=ImportQuery,
        body=CONTENT_TYPE,
        reply=ImportReport,
    ),
)

POINTS = (
    Operation(
        method="GET",
        path="/api/points",
        handler=api.points,
        summary="Search points, with or without diacritics",
        query=PointQuery,
        reply=PointPage,
        codes=(Code.UNIT_UNKNOWN,),
    ),
    Operation(
        method="POST",
        path="/api/points",
        handler=api.add_point,
        summary="Make a point",
        body=NewPoint,
        status=201,
        codes=(Code.UNIT_UNKNOWN, Code.CODE_TAKEN),
    ),
    Operation(
        method="POST",
        path="/api/points/import",
        handler=import_api.import_points,
        summary="Import a CSV or XLSX file of points; every row that is refused is named",
        query=ImportQuery,
        body=CONTENT_TYPE,
        reply=ImportReport,
    ),
    Operation(
        method="GET",
        path=POINT,
        handler=api.point,
        summary="A point",
        reply=PointInfo,
        codes=(Code.POINT_NOT_LISTED,),
    ),
    Operation(
        method="PATCH",
        path=POINT,
        handler=api.change_point,
        summary="Change what is named of a point",
        body=PointDraft,
        reply=PointInfo,
        codes=(Code.POINT_NOT_LISTED, Code.UNIT_UNKNOWN),
    ),
)

KEYS = (
    Operation(
        method="GET",
        path=f"{POINT}/keys",
        handler=key_api.keys,
        summary="The join keys of a point",
        reply=KeyList,
        codes=(Code.POINT_NOT_LISTED,),
    ),
    Operation(
        method="POST",
        path=f"{POINT}/keys",
        handler=key_api.add_key,
        summary="Make or renew a join key; its link is told this once",
        body=NewKey,
        reply=KeySheet,
        status=201,
        codes=(Code.POINT_NOT_LISTED, Code.KEY_UNKNOWN),
    ),
    Operation(
        method="DELETE",
        path=f"{POINT}/keys/{{key}}",
        handler=key_api.revoke_key,
        summary="Revoke a join key; who came by it is out at once",
        status=204,
        codes=(Code.POINT_NOT_LISTED, Code.KEY_UNKNOWN),
    ),
    Operation(
        method="POST",
        path="/api/key",
        handler=key_api.meetings_of_key,
        summary="The meetings that a join key opens now",
        access="nobody",
        body=KeyRequest,
        reply=KeyReply,
        codes=(Code.KEY_UNKNOWN,),
    ),
    Operation(
        method="POST",
        path="/api/key/token",
        handler=key_api.token_of_key,
        summary="A join token for a join key",
        access="nobody",
        body=KeyTokenRequest,
        reply=TokenReply,
        codes=(Code.KEY_UNKNOWN, Code.MEETING_UNKNOWN),
    ),
)

OPERATIONS = (*UNITS, *POINTS, *KEYS)
