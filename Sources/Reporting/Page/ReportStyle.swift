/// The page's style sheet: readable on a phone, on a desk and on paper, in light and in dark.
enum ReportStyle {
    static let css = """
        :root { color-scheme: light dark; --ink: #1b1f24; --soft: #5a6470; --paper: #fff; --card: #f3f6f9; --line: #d5dce3;
          --accent: #00558c; --notice: #fff4d6; --notice-ink: #5c4300; }
        @media (prefers-color-scheme: dark) { :root { --ink: #e7ebef; --soft: #a3adb8; --paper: #14181c; --card: #1f252b;
          --line: #38414a; --accent: #7cc4f5; --notice: #3a3013; --notice-ink: #ffe3a0; } }
        * { box-sizing: border-box; }
        body { margin: 0; background: var(--paper); color: var(--ink);
          font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
        main { max-width: 70rem; margin: 0 auto; padding: 1rem; overflow-wrap: anywhere; }
        .kicker { margin: 0; color: var(--soft); }
        h1 { margin: .2rem 0 .3rem; font-size: 1.6rem; line-height: 1.25; }
        h2 { margin: 2.2rem 0 .6rem; font-size: 1.25rem; border-bottom: 1px solid var(--line); padding-bottom: .25rem; }
        h2 small, .card small { font-weight: 400; color: var(--soft); }
        h3 { margin: 1.2rem 0 .4rem; font-size: 1rem; }
        .subline, .note, figcaption { color: var(--soft); }
        .note, figcaption { font-size: .875rem; }
        .notice { margin: .6rem 0; padding: .6rem .8rem; border-radius: .5rem; background: var(--notice); color: var(--notice-ink); }
        .cards { display: grid; gap: .8rem; grid-template-columns: repeat(auto-fill, minmax(min(100%, 19rem), 1fr)); margin: 1.2rem 0; }
        .card { display: flex; flex-direction: column; padding: .8rem 1rem; border-radius: .6rem; background: var(--card);
          color: inherit; text-decoration: none; border: 1px solid var(--line); }
        .value { font-size: 1.3rem; font-weight: 650; color: var(--accent); margin: 0; font-variant-numeric: tabular-nums; }
        .line { color: var(--soft); font-size: .9rem; }
        .value.none { color: var(--soft); font-weight: 400; }
        .crystal > .value + p { margin: 0; }
        .figures, .pictures { display: grid; gap: 1rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 20rem), 1fr));
          align-items: start; }
        figure { margin: 0; max-width: 36rem; }
        .pictures figure { max-width: none; }
        figure img { width: 100%; height: auto; display: block; border-radius: .5rem; background: #fff; }
        figcaption { margin-top: .3rem; }
        .scroll { overflow-x: auto; margin: .8rem 0; }
        table { border-collapse: collapse; font-size: .9rem; font-variant-numeric: tabular-nums; overflow-wrap: normal; }
        th, td { padding: .35rem .8rem .35rem 0; text-align: left; border-bottom: 1px solid var(--line); vertical-align: top;
          white-space: nowrap; }
        td.text { white-space: normal; min-width: 14rem; }
        th { color: var(--soft); font-weight: 600; vertical-align: bottom; }
        dl { display: grid; grid-template-columns: minmax(7rem, max-content) 1fr; gap: .25rem 1rem; margin: .8rem 0; }
        dt { color: var(--soft); } dd { margin: 0; min-width: 0; }
        .provenance { font-size: .9rem; }
        pre { white-space: pre-wrap; background: var(--card); padding: .6rem .8rem; border-radius: .5rem; font-size: .85rem; margin: .2rem 0; }
        @media (max-width: 34rem) { dl { grid-template-columns: 1fr; gap: 0; } dd { margin-bottom: .5rem; } h1 { font-size: 1.35rem; } }
        @media print { :root { --ink: #000; --soft: #444; --paper: #fff; --card: #fff; --line: #bbb; --accent: #000; --notice: #fff;
          --notice-ink: #000; } body { font-size: 10pt; } .notice { border: 1px solid #bbb; } .scroll { overflow: visible; }
          figure, .card, tr { break-inside: avoid; } h2, h3 { break-after: avoid; } }
        """
}
