import type { ClientHello, ClientMessage, ServerMessage } from "../protocol";
import {
  idleLink,
  type Link,
  type LinkAct,
  type LinkEvent,
  linkDue,
  type Phase,
  stepLink,
} from "./link";

/** What the owner of a control connection wants to hear. */
interface SocketHandler {
  hello(): ClientHello;
  onMessage(message: ServerMessage): void;
  onPhase(phase: Phase): void;
}

/** The control connection of PROTOCOL.md: keeps itself open, says who we are, hands messages on. */
export class ControlSocket {
  readonly #handler: SocketHandler;
  #link: Link = idleLink;
  #socket: WebSocket | null = null;
  #timer = 0;

  constructor(handler: SocketHandler) {
    this.#handler = handler;
  }

  start(): void {
    this.#step({ type: "start" });
  }

  /** Closes for good; `start` opens again. */
  stop(): void {
    this.#step({ type: "stop" });
  }

  /** The network has come back or changed. */
  hurry(): void {
    this.#step({ type: "hurry" });
  }

  get phase(): Phase {
    return this.#link.phase;
  }

  /** Sends when the server has welcomed us; otherwise says false, for the state will be sent again then. */
  send(message: ClientMessage): boolean {
    if (this.#link.phase !== "open") return false;
    this.#write(message);
    return true;
  }

  #step(event: LinkEvent): void {
    const before = this.#link.phase;
    const [link, acts] = stepLink(this.#link, event, performance.now(), Math.random());
    this.#link = link;
    for (const act of acts) this.#carryOut(act);
    this.#schedule();
    if (link.phase !== before) this.#handler.onPhase(link.phase);
  }

  #carryOut(act: LinkAct): void {
    if (act === "open") this.#open();
    else if (act === "close") this.#close();
    else if (act === "hello") this.#write(this.#handler.hello());
    else this.#write({ type: "ping", t: performance.now() });
  }

  #schedule(): void {
    window.clearTimeout(this.#timer);
    const due = linkDue(this.#link);
    if (due === null) return;
    const wait = Math.max(0, due - performance.now());
    this.#timer = window.setTimeout(() => this.#step({ type: "tick" }), wait);
  }

  #open(): void {
    const url = new URL("/control", location.href);
    url.protocol = url.protocol.replace("http", "ws");
    const socket = new WebSocket(url);
    this.#socket = socket;
    // An earlier socket may still report its end: only the current one speaks.
    const current = () => this.#socket === socket;
    socket.onopen = () => current() && this.#step({ type: "opened" });
    socket.onclose = () => current() && this.#step({ type: "lost" });
    socket.onmessage = (event) => current() && this.#receive(String(event.data));
  }

  #close(): void {
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
  }

  #write(message: ClientMessage): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }

  #receive(text: string): void {
    // The types are generated from the server's own; a newer server may add what we do not know.
    const message = JSON.parse(text) as ServerMessage;
    // The message first: whoever sees the phase change to `open` finds the welcome's state in place.
    this.#handler.onMessage(message);
    this.#step({ type: "heard", welcome: message.type === "welcome" });
  }
}
