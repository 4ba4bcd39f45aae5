// A bcryptprimitives.dll for a wine before 9, which has none, with all that Go's
// runtime asks of it. It is for scripts/release.d/wine, and goes into no release.
#include <windows.h>
#include <ntsecapi.h>

__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE data, SIZE_T length) {
	const SIZE_T most = 1 << 30; // RtlGenRandom takes a ULONG
	while (length > 0) {
		SIZE_T part = length < most ? length : most;
		if (!RtlGenRandom(data, (ULONG)part)) return FALSE;
		data += part;
		length -= part;
	}
	return TRUE;
}
