/** What Django writes into the page that a recorder opens. */
export interface RecordPage {
  /** Where the roster is asked for. */
  roster: string;
  language: string;
}

/** Throws if the server forgot the block. */
export function readRecordPage(root: Document = document): RecordPage {
  const block = root.getElementById("rooms-page");
  if (block?.textContent == null) throw new Error("The page holds no #rooms-page block");
  return JSON.parse(block.textContent) as RecordPage;
}
