/**
 * What the page does in a browser: draws the charts with uPlot, in the colours of the theme, at the width that there is, and
 * on paper in the light ones. Without it the page has all its tables. Held to by the page's hash of it.
 */
export const pageScript = String.raw`
'use strict';
(() => {
  const source = document.getElementById('courses');
  if (source === null) return;
  const courses = JSON.parse(source.textContent);
  const blocks = [...document.querySelectorAll('.course')];
  const chooser = document.getElementById('run');
  const number = new Intl.NumberFormat('en-US', { maximumFractionDigits: 1 });
  const short = new Intl.NumberFormat('en-US', { notation: 'compact', maximumFractionDigits: 1 });
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const paper = matchMedia('print');
  const paperWidth = 640;
  const hour = 3600;
  const wholeSeconds = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800]
    .concat([1, 2, 3, 4, 6, 8, 12, 24, 48, 168].map(hours => hours * hour));
  let shown = chooser === null ? 0 : Number(chooser.value);
  let charts = [];

  const color = name => getComputedStyle(document.documentElement).getPropertyValue('--' + name).trim();
  const px = value => value * devicePixelRatio;
  const font = () => '12px ' + getComputedStyle(document.body).fontFamily;

  function axis(extra) {
    return Object.assign(
      { stroke: color('muted'), font: font(), grid: { stroke: color('line'), width: 1 }, ticks: { show: false } },
      extra,
    );
  }

  function clip(chart, draw) {
    const { left, top, width, height } = chart.bbox;
    chart.ctx.save();
    chart.ctx.beginPath();
    chart.ctx.rect(left, top, width, height);
    chart.ctx.clip();
    draw(chart.ctx, top, height);
    chart.ctx.restore();
  }

  function hatch(context, from, to, top, height, stroke) {
    context.beginPath();
    context.rect(from, top, to - from, height);
    context.clip();
    context.strokeStyle = stroke;
    context.lineWidth = px(1);
    context.beginPath();
    for (let x = from - height; x < to; x += px(7)) {
      context.moveTo(x, top + height);
      context.lineTo(x + height, top);
    }
    context.stroke();
  }

  function drawBands(chart, course, at) {
    clip(chart, (context, top, height) => {
      const band = (marks, name, hatched) => {
        for (const [from, to, share] of marks) {
          const left = chart.valToPos(at(from), 'x', true);
          const right = Math.max(chart.valToPos(at(to), 'x', true), left + px(2));
          context.save();
          context.globalAlpha = 0.15 + 0.3 * share;
          context.fillStyle = color(name);
          context.fillRect(left, top, right - left, height);
          if (hatched) {
            context.globalAlpha = 0.7;
            hatch(context, left, right, top, height, color(name));
          }
          context.restore();
        }
      };
      band(course.paused, 'paused', false);
      band(course.outage, 'outage', true);
    });
  }

  function drawMarks(chart, course, at) {
    clip(chart, (context, top) => {
      context.fillStyle = color('throttled');
      for (const [from, to] of course.throttled) {
        const x = chart.valToPos((at(from) + at(to)) / 2, 'x', true);
        context.beginPath();
        context.moveTo(x - px(4), top);
        context.lineTo(x + px(4), top);
        context.lineTo(x, top + px(7));
        context.fill();
      }
    });
  }

  function readoutText(course, index) {
    const time = new Date(course.startedAt + course.at[index] * 1000).toISOString().slice(11, 19);
    const rate = course.rate[index];
    if (rate === null) return time + ' UTC: nothing was going on';
    const limit = course.limit[index];
    const within = marks => marks.find(([from, to]) => from <= course.at[index] && course.at[index] < to);
    const over = within(course.throttled);
    return [
      time + ' UTC: ' + number.format(rate) + ' writes a second' + (limit === null ? '' : ' of ' + number.format(limit)),
      over === undefined ? '' : number.format(over[2]) + ' over the limit',
      within(course.paused) === undefined ? '' : 'told to wait',
      within(course.outage) === undefined ? '' : 'API down',
    ].filter(part => part !== '').join(', ');
  }

  function throughput(place, course, width) {
    const at = seconds => course.startedAt / 1000 + seconds;
    const fastest = Math.max(1, ...course.rate.filter(value => value !== null));
    const limits = course.limit.filter(value => value !== null);
    const highest = limits.length === 0 ? 0 : Math.max(...limits);
    // A limit far above what was written would press the curve to the ground.
    const top = highest > fastest * 20 ? fastest : Math.max(fastest, highest);
    const readout = place.parentElement.querySelector('.readout');
    const steps = uPlot.paths.stepped({ align: 1 });
    const options = {
      width,
      height: width < 480 ? 200 : 260,
      padding: [12, 32, 0, 0],
      legend: { show: false },
      cursor: { y: false, drag: { x: false, y: false }, points: { size: 7 } },
      tzDate: seconds => uPlot.tzDate(new Date(seconds * 1000), 'Etc/UTC'),
      scales: { y: { range: [0, top * 1.12] } },
      series: [
        {},
        { stroke: color('rate'), fill: color('rate-fill'), width: 1.5, paths: steps, points: { show: false } },
        { stroke: color('limit'), dash: [6, 4], width: 1.5, paths: steps, points: { show: false } },
      ],
      axes: [axis({ space: 70, incrs: wholeSeconds }), axis({ size: 44, values: (_, values) => values.map(value => short.format(value)) })],
      hooks: {
        drawClear: [chart => drawBands(chart, course, at)],
        draw: [chart => drawMarks(chart, course, at)],
        setCursor: [
          chart => {
            readout.textContent = chart.cursor.idx == null ? '' : readoutText(course, chart.cursor.idx);
          },
        ],
      },
    };
    options.axes[0].values = [
      [86400, '{MMM} {D}', null, null, null, null, null, null, 1],
      [60, '{HH}:{mm}', '\n{MMM} {D}', null, '\n{MMM} {D}', null, null, null, 1],
      [1, '{HH}:{mm}:{ss}', null, null, null, null, null, null, 1],
    ];
    return new uPlot(options, [course.at.map(at), course.rate, course.limit], place);
  }

  function latency(place, course, width) {
    const positions = course.classes.map((_, index) => index);
    const most = Math.max(...course.latency);
    const options = {
      width,
      height: width < 480 ? 160 : 180,
      padding: [12, 12, 0, 0],
      legend: { show: false },
      cursor: { show: false },
      scales: { x: { time: false, range: [-0.6, positions.length - 0.4] }, y: { range: [0, most * 1.1] } },
      series: [
        {},
        {
          stroke: color('rate'),
          fill: color('bar'),
          width: 0,
          paths: uPlot.paths.bars({ size: [0.8, 64], radius: 0.15 }),
          points: { show: false },
        },
      ],
      axes: [
        axis({
          grid: { show: false },
          space: 52,
          size: 32,
          splits: chart => {
            const fits = Math.max(1, Math.ceil(positions.length / Math.max(1, Math.floor(chart.bbox.width / px(56)))));
            return positions.filter(position => position % fits === 0);
          },
          values: (_, splits) => splits.map(position => course.classes[position]),
        }),
        axis({
          size: 48,
          incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 2e4, 5e4, 1e5, 2e5, 5e5, 1e6],
          values: (_, values) => values.map(value => short.format(value)),
        }),
      ],
    };
    return new uPlot(options, [positions, course.latency], place);
  }

  function draw() {
    for (const chart of charts) chart.destroy();
    charts = [];
    blocks.forEach((block, index) => {
      block.hidden = index !== shown;
      if (index !== shown) return;
      for (const [name, make] of [['throughput', throughput], ['latency', latency]]) {
        const place = block.querySelector('.chart.' + name);
        if (place === null) continue;
        const width = paper.matches || printing ? paperWidth : Math.floor(place.clientWidth);
        if (width > 0) charts.push(make(place, courses[index], width));
      }
    });
  }

  let printing = false;
  let drawnWidth = 0;
  document.documentElement.classList.add('js');
  if (chooser !== null) {
    chooser.addEventListener('change', () => {
      shown = Number(chooser.value);
      draw();
    });
  }
  const redraw = () => requestAnimationFrame(draw);
  dark.addEventListener('change', redraw);
  paper.addEventListener('change', draw);
  addEventListener('beforeprint', () => {
    printing = true;
    document.documentElement.classList.add('paper');
    draw();
  });
  addEventListener('afterprint', () => {
    printing = false;
    document.documentElement.classList.remove('paper');
    draw();
  });
  new ResizeObserver(([entry]) => {
    const width = Math.floor(entry.contentRect.width);
    if (width === drawnWidth) return;
    drawnWidth = width;
    redraw();
  }).observe(document.querySelector('main'));
  draw();
})();
`
