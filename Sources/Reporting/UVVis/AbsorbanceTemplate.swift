/// The page of absorbance traces: one file without any reference outside it.
enum AbsorbanceTemplate {
    static let text = """
        \(PageFrame.opening())
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
        \(PageFrame.provenance)
        \(PageFrame.closing)
        """
}
