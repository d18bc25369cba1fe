# VD_SANITIZE, a list as -fsanitize takes it, instruments everything of ours.
set(VD_SANITIZE "" CACHE STRING "sanitizers, such as address,undefined")
option(VD_FUZZ "build the fuzz targets with libFuzzer (clang)" OFF)
option(VD_COVERAGE "count which lines run" OFF)

if(VD_SANITIZE)
    target_compile_options(vd_compile INTERFACE
        -fsanitize=${VD_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
    target_link_options(vd_compile INTERFACE -fsanitize=${VD_SANITIZE})
else()
    # Fortify hides from the sanitizers what they are there to see.
    target_compile_options(vd_compile INTERFACE
        $<$<NOT:$<CONFIG:Debug>>:-U_FORTIFY_SOURCE> $<$<NOT:$<CONFIG:Debug>>:-D_FORTIFY_SOURCE=2>)
endif()
if(VD_FUZZ)
    target_compile_options(vd_compile INTERFACE -fsanitize=fuzzer-no-link)
endif()
if(VD_COVERAGE)
    target_compile_options(vd_compile INTERFACE --coverage)
    target_link_options(vd_compile INTERFACE --coverage)
endif()
