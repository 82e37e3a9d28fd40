// Everything that keeps a form from being sent, in one place, each a link to its field. The page's script moves the focus
// here; without JavaScript it is the first thing on the form.

export interface ProblemLine {
  readonly sentence: string
  /** Where it is mended. */
  readonly href: string | null
  /** Something to follow besides. */
  readonly link?: { readonly href: string; readonly text: string }
}

interface Props {
  readonly heading: string
  readonly lines: readonly ProblemLine[]
}

export function ProblemSummary({ heading, lines }: Props) {
  if (lines.length === 0) return null
  return (
    <div className="summary" id="problems" role="alert" tabIndex={-1}>
      <h2>{heading}</h2>
      <ul>
        {lines.map(({ sentence, href, link }) => (
          <li key={sentence}>
            {href === null ? sentence : <a href={href}>{sentence}</a>}
            {link === undefined ? null : (
              <>
                {' '}
                <a href={link.href}>{link.text}</a>
              </>
            )}
          </li>
        ))}
      </ul>
    </div>
  )
}
