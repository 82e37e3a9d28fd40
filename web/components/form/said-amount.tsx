// A text that names the chosen amount, true at every moment without JavaScript: one variant for each radio, of which the
// style sheet shows the one whose radio is chosen. For "another amount" the page's script fills in the figure; until it
// does, the words name none.

interface Props {
  readonly amountsKes: readonly number[]
  /** The text with an amount, as a giver reads it. */
  readonly say: (amount: string) => string
  /** The text where the amount is not known yet. */
  readonly plain: string
  readonly format: (amountKes: number) => string
}

/** Where the script puts a typed amount: a character no text of ours holds. */
const SLOT = '\u0001'

export function SaidAmount({ amountsKes, say, plain, format }: Props) {
  return (
    <>
      {amountsKes.map((amountKes, index) => (
        <span className={`say say-${index + 1}`} key={amountKes}>
          {say(format(amountKes))}
        </span>
      ))}
      <span className="say say-other" data-say={say(SLOT).replace(SLOT, '{}')}>
        {plain}
      </span>
    </>
  )
}
