/** What is wrong with one field, above it, for `aria-describedby` to name. */
export function FieldProblem({ id, sentence }: { readonly id: string; readonly sentence: string | null }) {
  return sentence === null ? null : (
    <p className="problem" id={id}>
      {sentence}
    </p>
  )
}
