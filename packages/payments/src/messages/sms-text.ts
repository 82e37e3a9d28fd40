// What fits one SMS: letters of the GSM alphabet only, since one other letter makes the message three times as dear.

/** Letters of one message. */
export const MAX_SMS_LENGTH = 160

/** Names are cut to what the facts leave, but no shorter: then the message is longer than one. */
const SHORTEST_NAME = 6

/** One message around two names; the campaign's gives way first, then the charity's. */
export function fitSms(
  names: { readonly charity: string; readonly campaign: string },
  write: (charity: string, campaign: string) => string,
): string {
  const [charity, campaign] = [toGsm(names.charity), toGsm(names.campaign)]
  const measure = (one: string, other: string) => toGsm(write(one, other)).length - MAX_SMS_LENGTH
  const shortCampaign = cut(campaign, measure(charity, campaign))
  const shortCharity = cut(charity, measure(charity, shortCampaign))
  return toGsm(write(shortCharity, shortCampaign))
}

/** Marks and letters that have a likeness in the alphabet become it; the others go. */
function toGsm(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[‘’ʼ`´]/g, "'")
    .replace(/[“”„«»]/g, '"')
    .replace(/[–—−‐‑]/g, '-')
    .replace(/…/g, '...')
    .replace(/[^A-Za-z0-9\s@$!"#%&'()*+,\-./:;<=>?_]/g, '')
    .replace(/\s+/g, ' ')
    .trim()
}

function cut(text: string, surplus: number): string {
  return surplus <= 0 ? text : text.slice(0, Math.max(SHORTEST_NAME, text.length - surplus)).trim()
}
