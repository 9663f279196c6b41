#include "temp_directory.hpp"
#include "tensor_bytes.hpp"
#include "world.hpp"

#include "netseam/input/file_fingerprint.hpp"

#include <catch2/catch.hpp>

#include <fstream>
