'use client'

// When a page breaks while it is being looked at. Both languages: the page that knew which one is gone.

export default function PageError({ reset }: { readonly error: Error; readonly reset: () => void }) {
  return (
    <main className="mji notice broken" id="page">
      <div lang="en">
        <h1>Something broke on our side.</h1>
        <p className="lead">If you have just given, your gift is safe: open its page again in a minute.</p>
      </div>
      <div lang="sw">
        <h2>Kuna hitilafu upande wetu.</h2>
        <p>Ikiwa umetoa sasa hivi, mchango wako uko salama: fungua ukurasa wake tena baada ya dakika moja.</p>
      </div>
      <p>
        <button type="button" className="button" onClick={reset}>
          <span>
            <span lang="en">Try again</span> / <span lang="sw">Jaribu tena</span>
          </span>
        </button>
      </p>
    </main>
  )
}
