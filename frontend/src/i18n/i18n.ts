import i18next, { type i18n } from "i18next";
import { initReactI18next } from "react-i18next";
import type { Catalogue } from "./catalogue";

const LOADERS: Record<string, () => Promise<{ default: Catalogue }>> = {
  en: () => import("./locales/en"),
  de: () => import("./locales/de"),
};

/** The languages there are. Any other falls back to English, region subtags are dropped ("de-AT" is German). */
export function pickLanguage(wanted: string): "en" | "de" {
  return wanted.toLowerCase().split("-")[0] === "de" ? "de" : "en";
}

/** Loads one language only, before the first paint, so that no sentence is ever seen in the wrong one. */
export async function startI18n(wanted: string): Promise<i18n> {
  const language = pickLanguage(wanted);
  const catalogue = (await (LOADERS[language] as (typeof LOADERS)[string])()).default;
  const instance = i18next.createInstance();
  await instance.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    defaultNS: "common",
    ns: Object.keys(catalogue),
    resources: { [language]: catalogue },
    // React escapes already.
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  return instance;
}
