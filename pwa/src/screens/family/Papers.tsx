/** Documents of an application: photographed or chosen, sent with their progress, listed, taken out again. */

import { useEffect, useRef, useState } from "preact/hooks";
import { LARGEST, smaller } from "../../family/photo.ts";
import { signedOut } from "../../family/session.ts";
import type { Paper } from "../../family/wire.ts";
import { Trouble } from "../../parts/Trouble.tsx";
import type { Problem } from "../../talk/api.ts";
import { papers as askPapers, removePaper, sendPaper } from "../../talk/family.ts";
import { say } from "../../text/family/index.ts";

export function Papers({ application, onList }: { application: string; onList?: (papers: readonly Paper[]) => void }) {
  const { apply: words, problems } = say.value;
  const [list, setList] = useState<readonly Paper[]>([]);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [tooBig, setTooBig] = useState(false);
  const [sending, setSending] = useState<{ name: string; percent: number } | null>(null);
  const [done, setDone] = useState("");

  const load = async () => {
    const answer = await askPapers(application);
    if (!answer.ok) return setProblem(signedOut(answer.problem));
    setList(answer.value.documents);
    onList?.(answer.value.documents);
  };
  useEffect(() => void load(), [application]);

  const send = async (files: FileList | null) => {
    setProblem(null);
    setTooBig(false);
    setDone("");
    for (const chosen of Array.from(files ?? [])) {
      const file = await smaller(chosen);
      if (file.size > LARGEST) {
        setTooBig(true);
        continue;
      }
      setSending({ name: file.name, percent: 0 });
      const answer = await sendPaper(application, file, (part) =>
        setSending({ name: file.name, percent: Math.round(part * 100) }),
      );
      setSending(null);
      if (!answer.ok) {
        const { fields, ...problem } = signedOut(answer.problem);
        const wrong = fields?.["file"];
        setProblem(wrong ? { ...problem, code: "file", said: [file.name, wrong] } : problem);
        break;
      }
      setDone(words.sent(file.name));
    }
    await load();
  };
  const remove = async (paper: Paper) => {
    const answer = await removePaper(application, paper.id);
    setProblem(answer.ok ? null : signedOut(answer.problem));
    if (answer.ok) setDone(words.removed);
    await load();
  };

  return (
    <div class="documents">
      <div class="choices">
        <FileButton label={words.take} accept="image/*" camera disabled={sending !== null} onFiles={send} />
        <FileButton
          label={words.choose}
          accept="application/pdf,image/jpeg,image/png"
          disabled={sending !== null}
          onFiles={send}
        />
      </div>
      {sending && (
        <div class="sending">
          <p>{words.sending(sending.name, sending.percent)}</p>
          <progress value={sending.percent} max={100} aria-label={sending.name} />
        </div>
      )}
      {tooBig && (
        <p class="notice stop" role="alert">
          {words.tooBig}
        </p>
      )}
      {problem && <Trouble problem={problem} own={problems} />}
      <p role="status" class="hint">
        {done || (list.length === 0 && !sending ? words.noPapers : "")}
      </p>
      <ul class="papers">
        {list.map((paper) => (
          <li key={paper.id}>
            <span>
              <b>{paper.name}</b>
              <small>{sizeOf(paper.size)}</small>
            </span>
            <button
              type="button"
              class="button small"
              aria-label={words.removePaper(paper.name)}
              onClick={() => void remove(paper)}
            >
              {words.remove}
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}

interface Chooser {
  readonly label: string;
  readonly accept: string;
  readonly camera?: boolean;
  readonly disabled: boolean;
  readonly onFiles: (files: FileList | null) => Promise<void>;
}

function FileButton({ label, accept, camera = false, disabled, onFiles }: Chooser) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <button type="button" class="button" disabled={disabled} onClick={() => input.current?.click()}>
        {label}
      </button>
      <input
        ref={input}
        type="file"
        hidden
        accept={accept}
        aria-label={label}
        multiple={!camera}
        {...(camera && { capture: "environment" as const })}
        onChange={async ({ currentTarget }) => {
          await onFiles(currentTarget.files);
          currentTarget.value = ""; // the same file may be chosen again
        }}
      />
    </>
  );
}

const sizeOf = (bytes: number) =>
  bytes < 1_000_000 ? `${Math.max(1, Math.round(bytes / 1000))} KB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
