// Never seen: `[...nowhere]` answers every address that is not there. It is here because Next.js writes the page for what is
// not found into every page, and its own is half a kilobyte.

export default function NotFound() {
  return <h1>Harambee</h1>
}
