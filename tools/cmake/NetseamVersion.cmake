# The git commit that a build is made of, known at build time so that it never goes stale.
set(NETSEAM_VERSION_HEADER ${PROJECT_BINARY_DIR}/generated/netseam_build_version.hpp)
add_custom_target(netseam_version_header
  COMMAND ${CMAKE_COMMAND} -DSOURCE=${PROJECT_SOURCE_DIR} -DOUTPUT=${NETSEAM_VERSION_HEADER} -DVERSION=${PROJECT_VERSION}
          -P ${PROJECT_SOURCE_DIR}/tools/cmake/write_version_header.cmake
  BYPRODUCTS ${NETSEAM_VERSION_HEADER} VERBATIM)
