# Flags of the project's own code, in one interface target.
add_library(netseam_compiler INTERFACE)
add_library(netseam::compiler ALIAS netseam_compiler)
target_compile_options(netseam_compiler INTERFACE -Wall -Wextra -Wpedantic -Wconversion -Wshadow)
target_compile_definitions(netseam_compiler INTERFACE OMPI_SKIP_MPICXX MPICH_SKIP_MPICXX)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  target_compile_options(netseam_compiler INTERFACE -Wno-restrict)  # false for "text" + string: gcc.gnu.org/PR105651
endif()
if(NETSEAM_WARNINGS_AS_ERRORS)
  target_compile_options(netseam_compiler INTERFACE -Werror)
endif()
if(NETSEAM_SANITIZE)
  target_compile_options(netseam_compiler INTERFACE -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(netseam_compiler INTERFACE -fsanitize=address,undefined)
endif()

# netseam_precompile(TARGET [HEADER]): where NETSEAM_PRECOMPILE is on, TARGET starts with what nearly every file includes, and
# HEADER. Compiled once for all. Builds without it show that each file includes what it uses. Not
# for -O2 with g++ 12, which then warns of its own headers.
function(netseam_precompile target)
  if(NOT NETSEAM_PRECOMPILE)
    return()
  endif()
  string(MAKE_C_IDENTIFIER "netseam_precompiled${ARGN}" precompiled)
  if(NOT TARGET ${precompiled})
    file(CONFIGURE OUTPUT ${PROJECT_BINARY_DIR}/${precompiled}.cpp CONTENT "")
    add_library(${precompiled} OBJECT ${PROJECT_BINARY_DIR}/${precompiled}.cpp)
    target_link_libraries(${precompiled} PRIVATE fmt::fmt netseam::compiler)
    target_precompile_headers(${precompiled} PRIVATE <algorithm> <filesystem> <functional> <optional> <span> <string> <vector> <fmt/format.h> ${ARGN})
  endif()
  target_precompile_headers(${target} REUSE_FROM ${precompiled})
  target_link_libraries(${target} PRIVATE fmt::fmt)  # its macros have to be the same in all
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    target_compile_options(${target} PRIVATE -fpch-preprocess)  # without it ccache keeps nothing
  endif()
endfunction()
