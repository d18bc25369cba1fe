# FindNng - makes the target vd::nng.
#
# Looks in NNG_ROOT, then in build/deps/nng where scripts/setup.sh unpacks static libraries on
# systems whose own nng is too old, then in the system. Sets Nng_FOUND and Nng_VERSION.
set(NNG_ROOT "" CACHE PATH "where nng is, if not in the system")
set(nng_unpacked ${PROJECT_SOURCE_DIR}/build/deps/nng/usr)

if(NNG_ROOT)
    set(nng_hints ${NNG_ROOT})
    set(nng_names nng)
elseif(EXISTS ${nng_unpacked}/include/nng/nng.h)
    set(nng_hints ${nng_unpacked})
    set(nng_names libnng.a)
else()
    set(nng_hints "")
    set(nng_names nng)
endif()

# Not cached: a later run of setup.sh must be able to change what is found.
find_path(nng_include nng/nng.h HINTS ${nng_hints} PATH_SUFFIXES include NO_CACHE)
find_library(nng_library NAMES ${nng_names} HINTS ${nng_hints}
    PATH_SUFFIXES lib lib/${CMAKE_LIBRARY_ARCHITECTURE} NO_CACHE)

if(nng_include AND nng_library)
    file(STRINGS ${nng_include}/nng/nng.h nng_lines
        REGEX "^#define NNG_(MAJOR|MINOR|PATCH)_VERSION [0-9]+")
    list(TRANSFORM nng_lines REPLACE "^.* " "")
    list(JOIN nng_lines "." Nng_VERSION)
    if(Nng_VERSION VERSION_LESS Nng_FIND_VERSION)
        message(FATAL_ERROR
            "nng ${Nng_VERSION} is too old: before 1.6 a peer without any credentials can stop the "
            "daemon for good or write past its memory. Run scripts/setup.sh, which fetches a sound "
            "one, or give -DNNG_ROOT=... (${Nng_FIND_VERSION} or newer).")
    endif()
endif()

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(Nng REQUIRED_VARS nng_library nng_include
    VERSION_VAR Nng_VERSION REASON_FAILURE_MESSAGE "run scripts/setup.sh first")

if(Nng_FOUND AND NOT TARGET vd::nng)
    add_library(vd::nng INTERFACE IMPORTED)
    target_include_directories(vd::nng SYSTEM INTERFACE ${nng_include})
    if(nng_library MATCHES "\\.a$")
        get_filename_component(nng_folder ${nng_library} DIRECTORY)
        target_link_libraries(vd::nng INTERFACE ${nng_library})
        foreach(part mbedtls mbedx509 mbedcrypto)
            if(EXISTS ${nng_folder}/lib${part}.a)
                target_link_libraries(vd::nng INTERFACE ${nng_folder}/lib${part}.a)
            endif()
        endforeach()
        # Last, because it answers what the static libraries leave open (see compat/).
        target_link_libraries(vd::nng INTERFACE vd_compat Threads::Threads)
    else()
        target_link_libraries(vd::nng INTERFACE ${nng_library} Threads::Threads)
    endif()
endif()
