// `GET /embed.css`: the looks of the page others may frame, small enough to come without the site's own style sheet.

const CSS = `body{margin:0;padding:14px 16px;border:2px solid #1b1a17;background:#fbf6ec;color:#1b1a17;font:16px/1.4 system-ui,sans-serif}
*{box-sizing:border-box}
body{min-height:100vh}
p,h1{margin:0 0 8px}
h1{font-size:20px;line-height:1.15}
strong{font-size:22px}
.mark{padding:2px 8px;background:#f2b632;font-size:13px;font-weight:700}
.charity{font-size:12px;font-weight:700;letter-spacing:.05em;text-transform:uppercase}
progress{display:block;width:100%;height:14px;margin:0 0 12px;accent-color:#a63a1e}
.button{display:inline-block;padding:12px 18px;border:2px solid #1b1a17;border-radius:4px;background:#a63a1e;color:#fbf6ec;font-weight:700;text-decoration:none}
.button:focus-visible{outline:3px solid #1b1a17;outline-offset:2px;box-shadow:0 0 0 8px #f2b632}
`

export function GET(): Response {
  return new Response(CSS, { headers: { 'Content-Type': 'text/css; charset=utf-8' } })
}
