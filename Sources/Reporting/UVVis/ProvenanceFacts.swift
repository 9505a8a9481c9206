/// Where the numbers of a UV-Vis report come from.
enum ProvenanceFacts {
    static func entries(
        input: [String: String], settings: [String: String], versions: [String: String], finished: String
    ) -> [ReportPage.Entry] {
        var entries = [ReportPage.Entry(key: "Input", value: input["path"] ?? "")]
        if let digest = input["sha256"] { entries.append(.init(key: "SHA-256 of the input", value: digest)) }
        entries += settings.sorted { $0.key < $1.key }.map { .init(key: $0.key, value: $0.value) }
        entries += versions.sorted { $0.key < $1.key }.map { .init(key: $0.key, value: $0.value) }
        return entries + [.init(key: "Finished", value: finished)]
    }
}
