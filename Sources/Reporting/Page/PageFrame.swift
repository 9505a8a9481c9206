/// What all pages have around their content: one file without any reference outside it.
///
/// Expects `title` and `headline` of whatever is rendered.
enum PageFrame {
    /// Up to the headline, within the header.
    static func opening(style: String = "") -> String {
        """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>{{title}}</title>
        <style>
        \(ReportStyle.css)
        \(style)</style>
        </head>
        <body>
        <main>
        <header>
        <p class="kicker">{{title}}</p>
        <h1>{{headline}}</h1>
        """
    }

    static let closing = """
        </main>
        </body>
        </html>

        """

    /// Of numbers from UV-Vis: expects `provenance` and `commandLine`.
    static let provenance = """
        <section>
        <h2>Where these numbers come from</h2>
        <dl class="provenance">{{#provenance}}<dt>{{key}}</dt><dd>{{value}}</dd>{{/provenance}}</dl>
        <p class="note">Command</p><pre>{{commandLine}}</pre>
        </section>
        """
}
