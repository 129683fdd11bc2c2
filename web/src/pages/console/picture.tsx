import { useEffect, useState } from "preact/hooks";

type Load = (gone: AbortSignal) => Promise<Blob>;

/** The address of a picture that is had with the token; null while there is none. `every` so many ms it is had anew. */
function usePicture(load: Load, of: string, every: number | null): string | null {
  const [url, setUrl] = useState<string | null>(null);
  useEffect(() => {
    const gone = new AbortController();
    let shown: string | null = null;
    let timer = 0;
    const show = (next: string | null) => {
      if (shown !== null) URL.revokeObjectURL(shown);
      shown = next;
      setUrl(next);
    };
    const look = async () => {
      try {
        // What nobody sees is not asked for again and again: the point would have to send it.
        if (every === null || !document.hidden) {
          const still = await load(gone.signal);
          if (!gone.signal.aborted) show(URL.createObjectURL(still));
        }
      } catch {
        // No picture is not an old one.
        if (!gone.signal.aborted) show(null);
      }
      if (!gone.signal.aborted && every !== null) timer = window.setTimeout(look, every);
    };
    void look();
    return () => {
      gone.abort();
      window.clearTimeout(timer);
      show(null);
    };
  }, [of, every]);
  return url;
}

interface PictureProps {
  load: Load;
  /** What it is a picture of: another one is loaded for another. */
  of: string;
  every?: number;
  alt: string;
  class: string;
  /** In its place while there is none. */
  children: preact.ComponentChildren;
  onReady?: () => void;
}

/** A picture that is not public. */
export function Picture(props: PictureProps) {
  const { load, of, every, alt, children, onReady } = props;
  const url = usePicture(load, of, every ?? null);
  if (url === null) return <>{children}</>;
  return <img class={props.class} src={url} alt={alt} {...(onReady ? { onLoad: onReady } : {})} />;
}

interface PlacardProps {
  name: string;
  why: string;
}

/** In place of a picture: who it would be of, and why there is none. */
export function Placard({ name, why }: PlacardProps) {
  return (
    <div class="bus-picture bus-empty">
      <strong>{name}</strong>
      <span class="faint">{why}</span>
    </div>
  );
}
