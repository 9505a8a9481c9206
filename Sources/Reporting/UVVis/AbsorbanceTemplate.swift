/// The page of absorbance traces: one file without any reference outside it.
enum AbsorbanceTemplate {
    static let text = """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>{{title}}</title>
        <style>
        \(ReportStyle.css)
        </style>
        </head>
        <body>
        <main>
        <header>
        <p class="kicker">{{title}}</p>
        <h1>{{headline}}</h1>
        {{#warnings}}<p class="notice">{{.}}</p>{{/warnings}}
        </header>
        <section>
        <div class="figures">
        {{#figures}}{{>figure}}{{/figures}}
        </div>
        <div class="scroll"><table><thead><tr><th>Trace</th><th>Values</th><th>Absorbance</th><th>Standard error (median)</th><th>Error that all share (largest)</th><th>Spectra without light</th></tr></thead>
        <tbody>{{#traces}}<tr><td>{{name}}</td><td>{{values}}</td><td>{{range}}</td><td>{{error}}</td><td>{{commonError}}</td><td>{{aboveLimit}}</td></tr>{{/traces}}</tbody></table></div>
        <dl>{{#facts}}<dt>{{key}}</dt><dd>{{value}}</dd>{{/facts}}</dl>
        {{#hasNotes}}<h3>Notes</h3><ul>{{#notes}}<li>{{.}}</li>{{/notes}}</ul>{{/hasNotes}}
        </section>
        <section>
        <h2>Where these numbers come from</h2>
        <dl class="provenance">{{#provenance}}<dt>{{key}}</dt><dd>{{value}}</dd>{{/provenance}}</dl>
        <p class="note">Command</p><pre>{{commandLine}}</pre>
        </section>
        </main>
        </body>
        </html>

        """
}
