import { json, request, sending } from "../../api";
import type {
  ImportReport,
  KeyList,
  KeySheet,
  NewKey,
  NewPoint,
  NewUnit,
  PointDraft,
  PointPage,
  UnitChange,
  UnitList,
} from "../../protocol";

const get = <T>(url: string, signal: AbortSignal) => json<T>(url, { signal });

const send = (method: string, url: string, body?: object) =>
  request(url, body ? sending(method, body) : { method });

const id = encodeURIComponent;

export const getUnits = (signal: AbortSignal) => get<UnitList>("/api/units", signal);

export const addUnit = (unit: NewUnit) => send("POST", "/api/units", unit);

export const changeUnit = (unit: string, change: UnitChange) =>
  send("PATCH", `/api/units/${id(unit)}`, change);

/** Where a unit's own emblem is; another emblem has another address. */
export const emblemUrl = (unit: string, digest: string) =>
  `/api/units/${id(unit)}/emblem?v=${digest}`;

/** Gives a unit an emblem; null takes it away. */
export const setEmblem = (unit: string, file: File | null) =>
  request(`/api/units/${id(unit)}/emblem`, {
    method: file ? "PUT" : "DELETE",
    ...(file && { headers: { "Content-Type": "application/octet-stream" }, body: file }),
  });

export interface PointQuery {
  query: string;
  unit: string;
  retired: boolean;
}

export function getPoints(
  { query, unit, retired }: PointQuery,
  offset: number,
  limit: number,
  signal: AbortSignal,
): Promise<PointPage> {
  const parts = { q: query, unit, retired: retired ? "1" : "0" };
  const search = new URLSearchParams({ ...parts, offset: `${offset}`, limit: `${limit}` });
  return get<PointPage>(`/api/points?${search}`, signal);
}

export const addPoint = (point: NewPoint) => send("POST", "/api/points", point);

export const changePoint = (point: string, change: PointDraft) =>
  send("PATCH", `/api/points/${id(point)}`, change);

export const getKeys = (point: string, signal: AbortSignal) =>
  get<KeyList>(`/api/points/${id(point)}/keys`, signal);

export const makeKey = (point: string, key: NewKey) =>
  json<KeySheet>(`/api/points/${id(point)}/keys`, sending("POST", key));

export const revokeKey = (point: string, key: string) =>
  send("DELETE", `/api/points/${id(point)}/keys/${id(key)}`);

export type Imported = "units" | "points";

/** Sends a file; without `accept` nothing is written. */
export async function sendFile(
  kind: Imported,
  file: File,
  accept: "all" | "good" | null,
): Promise<ImportReport> {
  const how = accept ? `accept=${accept}` : "dry=1";
  const response = await request(`/api/${kind}/import?${how}`, {
    method: "POST",
    headers: { "Content-Type": "application/octet-stream" },
    body: file,
  });
  return (await response.json()) as ImportReport;
}
