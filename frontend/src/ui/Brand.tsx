import type { ReactNode } from "react";
import "./Brand.css";

/** The host's name, leading back to its pages; beside it what the page offers (help). */
export function BrandHeader({
  name,
  homeUrl,
  children,
}: {
  name: string;
  homeUrl: string;
  children?: ReactNode;
}) {
  return (
    <header className="head">
      <a className="brand" href={homeUrl}>
        <svg
          viewBox="0 0 28 28"
          fill="none"
          stroke="currentColor"
          strokeWidth="2.25"
          strokeLinecap="round"
          aria-hidden="true"
        >
          <path d="M3 8.5c3.7-3 7.3-3 11 0s7.3 3 11 0" />
          <path d="M3 14.5c3.7-3 7.3-3 11 0s7.3 3 11 0" opacity=".7" />
          <path d="M3 20.5c3.7-3 7.3-3 11 0" opacity=".4" />
        </svg>
        {name}
      </a>
      {children}
    </header>
  );
}
