import type { ComponentChildren } from "preact";

/**
 * Our own icons on a grid of 24, drawn in strokes of the text's colour. They always stand beside a word,
 * so assistive technology skips them.
 */
function icon(children: ComponentChildren) {
  return function Icon() {
    return (
      <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
        {children}
      </svg>
    );
  };
}

const microphone = (
  <>
    <rect x="9" y="3" width="6" height="11" rx="3" />
    <path d="M5.5 11.5a6.5 6.5 0 0 0 13 0M12 18v3M8.5 21h7" />
  </>
);

const camera = (
  <>
    <rect x="2.5" y="6.5" width="13" height="11" rx="2" />
    <path d="m15.5 10.8 6-3.3v9l-6-3.3" />
  </>
);

const slash = <path d="m3.5 3.5 17 17" />;

export const MicrophoneIcon = icon(microphone);
export const MicrophoneOffIcon = icon(
  <>
    {microphone}
    {slash}
  </>,
);
export const CameraIcon = icon(camera);
export const CameraOffIcon = icon(
  <>
    {camera}
    {slash}
  </>,
);
export const HandIcon = icon(
  <path d="M8 13.5V6a1.4 1.4 0 0 1 2.8 0v5V4.4a1.4 1.4 0 0 1 2.8 0V11 5.6a1.4 1.4 0 0 1 2.8 0V12 8.4a1.3 1.3 0 0 1 2.6 0V14a7 7 0 0 1-7 7c-3 0-4.6-1.4-6-3.6l-2.8-4.6a1.4 1.4 0 0 1 2.4-1.5L8 13.5" />,
);
/** A sheet of text on a screen's stand. */
export const ShareIcon = icon(<path d="M4 4.5h16v11.5H4zM9 20h6M12 16v4M8 8.2h8M8 11.8h5" />);
/** A ring round a place. */
export const PointIcon = icon(
  <>
    <circle cx="12" cy="12" r="6" />
    <path d="M12 2.5v4M12 17.5v4M2.5 12h4M17.5 12h4" />
  </>,
);
/** Arrows to two corners. */
export const EnlargeIcon = icon(<path d="M14 4h6v6M20 4l-7 7M10 20H4v-6M4 20l7-7" />);
export const MoreIcon = icon(<path d="M4 7h16M4 12h16M4 17h16" />);
export const LeaveIcon = icon(
  <>
    <path d="M10 4H5.5A1.5 1.5 0 0 0 4 5.5v13A1.5 1.5 0 0 0 5.5 20H10" />
    <path d="M9.5 12H20m-4-4 4 4-4 4" />
  </>,
);
export const PeopleIcon = icon(
  <>
    <circle cx="9" cy="8.5" r="3.5" />
    <path d="M2.5 20c.4-3.8 3-6 6.5-6s6.1 2.2 6.5 6M15.5 5.3a3.5 3.5 0 0 1 0 6.4M18 14.5c2 .8 3.2 2.7 3.5 5.5" />
  </>,
);
export const PersonIcon = icon(
  <>
    <circle cx="12" cy="8" r="4" />
    <path d="M4 20.5c.5-4.4 3.5-7 8-7s7.5 2.6 8 7" />
  </>,
);
export const ChatIcon = icon(
  <path d="M5.5 4h13A1.5 1.5 0 0 1 20 5.5v9a1.5 1.5 0 0 1-1.5 1.5H11l-4.5 4v-4h-1A1.5 1.5 0 0 1 4 14.5v-9A1.5 1.5 0 0 1 5.5 4M8 8.5h8M8 11.8h5" />,
);
export const FullScreenIcon = icon(<path d="M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5" />);
export const LeaveFullScreenIcon = icon(<path d="M9 4v5H4M20 9h-5V4M15 20v-5h5M4 15h5v5" />);
export const RecordIcon = icon(
  <>
    <circle cx="12" cy="12" r="8.5" />
    <circle cx="12" cy="12" r="4" class="filled" />
  </>,
);
export const SpeakerIcon = icon(
  <path d="M4 9.5v5h3.5l5 4v-13l-5 4H4M16 9a4.2 4.2 0 0 1 0 6M18.5 6.5a7.8 7.8 0 0 1 0 11" />,
);
export const WarningIcon = icon(<path d="M12 4 2.8 19.5h18.4L12 4M12 10v4.5M12 17v.2" />);
export const CloseIcon = icon(<path d="m5.5 5.5 13 13m0-13-13 13" />);
export const SearchIcon = icon(
  <>
    <circle cx="10.5" cy="10.5" r="6.5" />
    <path d="m15.5 15.5 5 5" />
  </>,
);
export const DownloadIcon = icon(<path d="M12 4v11m-4.5-4.5L12 15l4.5-4.5M4.5 19.5h15" />);
export const PlayIcon = icon(<path d="M7.5 4.5v15l12-7.5-12-7.5" />);
export const SendIcon = icon(<path d="M20.5 3.5 3.5 10l6.5 3.5L14 20.5l6.5-17M10 13.5l4-4" />);
export const BellIcon = icon(
  <path d="M6.5 17v-6a5.5 5.5 0 0 1 11 0v6l1.5 1.5H5L6.5 17M10 21h4M12 3v2.5" />,
);
/** An open book. */
export const HelpIcon = icon(
  <path d="M12 6.5c-2-1.6-4.8-2.2-8.5-2.2v13.2c3.7 0 6.5.6 8.5 2.2 2-1.6 4.8-2.2 8.5-2.2V4.3c-3.7 0-6.5.6-8.5 2.2M12 6.5v13.2" />,
);
/** A sheet with the lines of an agenda. */
export const AgendaIcon = icon(<path d="M5 3.5h14v17H5zM8.5 8h7M8.5 12h7M8.5 16h4" />);
