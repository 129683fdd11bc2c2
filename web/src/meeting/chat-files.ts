import { bearer, json, request } from "../api";
import type { ChatFile } from "../protocol";

/** Bytes of one file at most, as the server has it: a document, not a film. */
export const FILE_MAX = 10 * 1024 * 1024;

const filesUrl = (meeting: string) => `/api/meetings/${encodeURIComponent(meeting)}/files`;

/** Brings a file up; nobody sees it until a line of chat names it. Rejects with a `Refusal`. */
export function bringFile(meeting: string, token: string, file: File): Promise<ChatFile> {
  const name = encodeURIComponent(file.name.normalize("NFC"));
  return json(`${filesUrl(meeting)}?name=${name}`, {
    method: "POST",
    headers: { ...bearer(token), "Content-Type": "application/octet-stream" },
    body: file,
  });
}

/** Saves a file of the chat on this computer. Rejects with a `Refusal`. */
export async function saveFile(meeting: string, token: string, file: ChatFile): Promise<void> {
  const response = await request(`${filesUrl(meeting)}/${file.id}`, { headers: bearer(token) });
  const url = URL.createObjectURL(await response.blob());
  const link = document.createElement("a");
  link.href = url;
  link.download = file.name;
  link.click();
  URL.revokeObjectURL(url);
}
