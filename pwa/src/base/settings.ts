/** What the server writes into the page when it starts: who issues cards and where tills check them. */

interface Settings {
  /** The issuer's origin: `iss` of every card, `aud` of every proof. */
  readonly issuer: string;
  /** Public JWK of the root that signs the key list. */
  readonly root: JsonWebKey & { kid: string };
  /** Address of the page that tills check with. */
  readonly verifier: string;
  readonly profile: "demo" | "production";
}

const given = JSON.parse(document.getElementById("goda")?.textContent || "{}") as Partial<Settings>;
const origin = given.issuer ?? location.origin;

export const settings: Partial<Pick<Settings, "root">> & Omit<Settings, "root"> = {
  ...given,
  issuer: origin,
  verifier: given.verifier ?? `${origin}/verify`,
  profile: given.profile ?? "production",
};

/** The verifier's address as one says it aloud: without scheme and closing slash. */
export const verifierSpoken = settings.verifier.replace(/^https?:\/\//, "").replace(/\/$/, "");
