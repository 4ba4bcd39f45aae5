package program

import (
	"os"
	"os/exec"
	"syscall"
	"unsafe"

	"golang.org/x/sys/windows"
)

// group is a job: a program, and everything it started. The system ends it when we end, unless the
// program may leave something behind.
type group struct{ job windows.Handle }

// prepare makes the program wait until it belongs to the job.
func (*group) prepare(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{CreationFlags: windows.CREATE_SUSPENDED | windows.CREATE_NEW_PROCESS_GROUP}
}

func (g *group) begin(cmd *exec.Cmd, leaves bool) (err error) {
	if g.job, err = windows.CreateJobObject(nil, nil); err != nil {
		return os.NewSyscallError("CreateJobObject", err)
	}
	limits := windows.JOBOBJECT_EXTENDED_LIMIT_INFORMATION{}
	if !leaves {
		limits.BasicLimitInformation.LimitFlags = windows.JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE
	}
	_, err = windows.SetInformationJobObject(g.job, windows.JobObjectExtendedLimitInformation, uintptr(unsafe.Pointer(&limits)), uint32(unsafe.Sizeof(limits)))
	if err != nil {
		return os.NewSyscallError("SetInformationJobObject", err)
	}
	failed := cmd.Process.WithHandle(func(handle uintptr) {
		if err = windows.AssignProcessToJobObject(g.job, windows.Handle(handle)); err == nil {
			err = resume(handle)
		}
	})
	if err == nil {
		err = failed
	}
	return err
}

// resume starts a process that was created suspended, and whose threads we don't know.
func resume(process uintptr) error {
	proc := windows.NewLazySystemDLL("ntdll.dll").NewProc("NtResumeProcess")
	if err := proc.Find(); err != nil {
		return err
	}
	if status, _, _ := proc.Call(process); status != 0 {
		return windows.NTStatus(status)
	}
	return nil
}

// terminate kills: there is no signal that would end every program gracefully.
func (g *group) terminate() { g.kill() }

func (g *group) kill() { _ = windows.TerminateJobObject(g.job, 1) }

// basicAccounting is JOBOBJECT_BASIC_ACCOUNTING_INFORMATION.
type basicAccounting struct {
	_                  [4]int64
	_, _               uint32
	active, terminated uint32
}

// left reports, after the program itself has been waited for, whether any of its processes remain.
func (g *group) left() bool {
	var a basicAccounting
	err := windows.QueryInformationJobObject(g.job, windows.JobObjectBasicAccountingInformation, uintptr(unsafe.Pointer(&a)), uint32(unsafe.Sizeof(a)), nil)
	return err == nil && a.active > 0
}

func (g *group) close() { _ = windows.CloseHandle(g.job) }

func brokenPipe(*os.ProcessState) bool { return false }

// MindBrokenPipes does nothing here: there is no such signal.
func MindBrokenPipes() {}
