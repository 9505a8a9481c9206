import Foundation

/// A grey JPEG of 24 x 24 pixels, a slope from corner to corner (quality 40, optimised tables).
enum SmallJPEG {
    static let bytes = [UInt8](Data(base64Encoded: text, options: .ignoreUnknownCharacters) ?? Data())

    private static let text = """
        /9j/4AAQSkZJRgABAQAAAQABAAD/2wBDABQODxIPDRQSEBIXFRQYHjIhHhwcHj0sLiQySUBMS0dARkVQWnNiUFVtVkVGZIhlbXd7
        gYKBTmCNl4x9lnN+gXz/wAALCAAYABgBAREA/8QAFQABAQAAAAAAAAAAAAAAAAAABQb/xAAWEAEBAQAAAAAAAAAAAAAAAAADAGH/
        2gAIAQEAAD8AmgHJAByQAcjwHJAByQAcjwHJAByQAcv/2Q==
        """
}
