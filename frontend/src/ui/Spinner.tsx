import "./Spinner.css";

/** Only a picture: whoever shows it says in words what is waited for. */
export function Spinner({ large = false }: { large?: boolean }) {
  return <span className={large ? "spinner large" : "spinner"} aria-hidden="true" />;
}
