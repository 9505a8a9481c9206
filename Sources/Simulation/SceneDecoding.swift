/// Keys of a part of the scene file; a key outside this list is refused, so that a misspelt one cannot pass unnoticed.
protocol SceneKey: CodingKey, CaseIterable {}

private struct WrittenKey: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
}

extension Decoder {
    /// The keyed values of this part, after a check that every written key is known.
    func sceneContainer<Key: SceneKey>(_ keys: Key.Type) throws -> KeyedDecodingContainer<Key> {
        let written = try container(keyedBy: WrittenKey.self).allKeys.map(\.stringValue)
        let known = Key.allCases.map(\.stringValue)
        let unknown = written.filter { !known.contains($0) }.sorted()
        guard unknown.isEmpty else {
            let path = codingPath.map { $0.intValue.map { "[\($0)]" } ?? $0.stringValue }.joined(separator: " ")
            throw SimulationError.unknownKeys(unknown, inside: path.isEmpty ? "the scene" : path, known: known)
        }
        return try container(keyedBy: keys)
    }
}

extension KeyedDecodingContainer {
    /// Replaces a default by what the file says, where it says something.
    func read<Value: Decodable>(_ key: Key, into value: inout Value) throws {
        if let written = try decodeIfPresent(Value.self, forKey: key) { value = written }
    }

    func read<Value: Decodable>(_ key: Key, into value: inout Value?) throws {
        if let written = try decodeIfPresent(Value.self, forKey: key) { value = written }
    }
}
