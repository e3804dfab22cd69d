import type en from "./locales/en";

/** The shape of a catalogue: English is the master, German must have the same keys. */
type Words<T> = { [K in keyof T]: T[K] extends string ? string : Words<T[K]> };
export type Catalogue = Words<typeof en>;
