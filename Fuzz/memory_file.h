// A file in memory for readers that open by name: what is fuzzed is the whole way from the file's bytes.
#pragma once

#include <stddef.h>
#include <stdint.h>

/// Puts these bytes into the process's one memory file and returns its name, which stays the same; ends the process
/// where the system gives no such file.
const char *memory_file(const uint8_t *bytes, size_t count);
