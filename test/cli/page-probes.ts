import type { Page } from 'playwright-core'

/** Questions to a page in a browser. Asked as texts: the tests know no types of a browser's. */

/** What part of each canvas in sight has a colour. */
export async function paintedShares(page: Page): Promise<number[]> {
  const shares = await page.evaluate(`[...document.querySelectorAll('.course:not([hidden]) canvas')].map(canvas => {
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height)
    let painted = 0
    for (let at = 3; at < data.length; at += 4) painted += data[at] > 0 ? 1 : 0
    return painted / (data.length / 4)
  })`)
  return shares as number[]
}

export async function chartPicture(page: Page): Promise<string> {
  return String(await page.evaluate(`document.querySelector('.course:not([hidden]) canvas').toDataURL()`))
}

/** The colour that most of the curve's line has. */
export async function chartColor(page: Page): Promise<string> {
  return String(
    await page.evaluate(`(() => {
    const canvas = document.querySelector('.course:not([hidden]) canvas')
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height)
    const counts = new Map()
    for (let at = 0; at < data.length; at += 4) {
      if (data[at + 3] < 255) continue
      const color = 'rgb(' + [data[at], data[at + 1], data[at + 2]].join(', ') + ')'
      counts.set(color, (counts.get(color) ?? 0) + 1)
    }
    const blue = [...counts].filter(([color]) => { const [r, , b] = color.match(/\\d+/g).map(Number); return b > r + 60 })
    return blue.sort((a, b) => b[1] - a[1])[0]?.[0]
  })()`),
  )
}

/** 0: black, 1: white. */
export async function groundLightness(page: Page): Promise<number> {
  const color = String(await page.evaluate('getComputedStyle(document.body).backgroundColor'))
  return Number(/\d+/.exec(color)?.[0]) / 255
}

/** Texts with less than 4.5:1 (WCAG AA) between them and what is behind them. */
export async function faintTexts(page: Page): Promise<unknown> {
  return page.evaluate(`(() => {
    const parts = color => color.match(/[\\d.]+/g).map(Number)
    const luminance = color => {
      const [r, g, b] = parts(color).map(value => value / 255).map(v => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
      return 0.2126 * r + 0.7152 * g + 0.0722 * b
    }
    const ground = element => {
      for (let at = element; at !== null; at = at.parentElement) {
        const color = getComputedStyle(at).backgroundColor
        if (parts(color)[3] !== 0) return color
      }
      return 'rgb(255, 255, 255)'
    }
    const own = element => [...element.childNodes].some(node => node.nodeType === 3 && node.textContent.trim() !== '')
    return [...document.querySelectorAll('.page *')].filter(own).filter(element => element.getClientRects().length > 0).filter(element => !element.closest('svg')).flatMap(element => {
      const [a, b] = [luminance(getComputedStyle(element).color), luminance(ground(element))]
      const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)
      return contrast < 4.5 ? [element.outerHTML.slice(0, 80) + ' ' + contrast.toFixed(2)] : []
    })
  })()`)
}
